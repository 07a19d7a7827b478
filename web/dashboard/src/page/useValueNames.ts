/** What values of dimensions are called on screen. */
import { useQuery } from "@tanstack/react-query";
import { namesQuery } from "~/api/names";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import type { FilterName } from "~/url/search";

export function useValueNames(): (name: FilterName, value: string) => string {
  const { unknown, devices, traffic } = useTexts();
  const formats = useFormats();
  const { data: names } = useQuery(namesQuery);
  return (name, value) => {
    if (value === "") return unknown;
    if (name === "country") return formats.country(value) ?? value;
    if (name === "device") return devices[value] ?? value;
    if (name === "traffic") return traffic[value] ?? value;
    return names?.get(value) ?? value;
  };
}
