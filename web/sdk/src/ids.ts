/** A byte from the system's generator of random numbers. */
export type Random = () => number;

/** Each "x" becomes a random digit; `radix`: a power of two, at most 32. */
const fill = (pattern: string, radix: number, random: Random) =>
  pattern.replace(/x/g, () => (random() % radix).toString(radix));

/** A UUIDv7 of 72 random bits. Made by hand: `crypto.randomUUID` is a version 4, and absent outside of secure contexts. */
export const uuid7 = (ms: number, random: Random): string =>
  fill(`${ms.toString(16).padStart(12, "0").replace(/.{8}/, "$&-")}-7xxx-8xxx-xxxxxxxxxxxx`, 16, random);

/** 16 bytes in base64url, 105 of their bits random: digits of base 32 are letters of base64url too. */
export const token = (random: Random): string => fill(`${"x".repeat(21)}A`, 32, random);
