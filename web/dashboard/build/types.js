/** TypeScript types of the API, out of its OpenAPI document. */
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

export async function writeTypes(from, to) {
  const nodes = await openapiTS(JSON.parse(readFileSync(from, "utf8")), { alphabetize: true });
  writeFileSync(to, astToString(nodes));
}
