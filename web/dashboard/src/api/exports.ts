/** Files of what a page shows. They are fetched, not linked to: a link could not say which workspace is meant. */
import { open } from "./client";
import { csvDialect } from "./csv";

export type FileFormat = "csv" | "xlsx";

export function download(path: string, query: object, format: FileFormat, name: string): Promise<void> {
  return save(path, { ...query, format, ...(format === "csv" && csvDialect()) }, `${name}.${format}`);
}

export async function save(path: string, query: object, name: string): Promise<void> {
  const response = await open(path, query);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
