/** What values of dimensions are called on screen. */
import { useQuery } from "@tanstack/react-query";
import { namesQuery } from "~/api/names";
import { shownHost } from "~/formats/hosts";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { CONTENT_FILTERS, type FilterName } from "~/url/search";

type NameOf = (name: FilterName, value: string) => string;

/** Of dimensions that are no ids: it needs no titles, and does not change as some are learned. */
export function useValueNames(): NameOf {
  const { unknown, devices, traffic } = useTexts();
  const formats = useFormats();
  return (name, value) => {
    if (value === "") return unknown;
    if (name === "domain") return shownHost(value);
    if (name === "country") return formats.country(value) ?? unknown;
    if (name === "device") return devices[value] ?? value;
    if (name === "traffic") return traffic[value] ?? value;
    return value;
  };
}

const TITLED: readonly FilterName[] = CONTENT_FILTERS;

/** Of all dimensions, ids too. */
export function useNames(): NameOf {
  const valueName = useValueNames();
  const { data: titles } = useQuery(namesQuery);
  return (name, value) => (TITLED.includes(name) && titles?.get(value)) || valueName(name, value);
}
