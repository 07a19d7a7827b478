/** Where this installation is: below a path where others share the host. The server says which in the page itself. */

/** `/stats`, or empty. */
export const BASE: string = globalThis.document?.documentElement.dataset.base ?? "";

/** What people and programs are told: the installation's whole address. */
export const installation = (): string => location.origin + BASE;
