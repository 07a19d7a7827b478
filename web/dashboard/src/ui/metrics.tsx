/** Titles and exact definitions of measures and dimensions, as the API gives them. */
import { Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { definitionsQuery } from "~/api/queries";
import type { Unit } from "~/formats/formats";
import { useSpoken } from "~/i18n/texts";

export interface Definition {
  name: string;
  title: string;
  help: string;
  unit: Unit;
}

export function useDefinition(): (name: string) => Definition {
  const { language } = useSpoken();
  const { data } = useQuery(definitionsQuery(language));
  return (name) => {
    const measure = data?.measures.find((one) => one.name === name);
    if (measure) return measure as Definition;
    const dimension = data?.dimensions.find((one) => one.name === name);
    return { unit: "count", title: "\u00a0", help: "", ...dimension, name };
  };
}

/** Words that tell what they mean when pointed at. Screen readers hear it as the description of what is inside. */
export function Explained({ help, children }: { help: string; children: ReactNode }) {
  return (
    <Tooltip
      label={help}
      multiline
      w={260}
      openDelay={350}
      events={{ hover: true, focus: true, touch: true }}
      disabled={!help}
    >
      {children}
    </Tooltip>
  );
}
