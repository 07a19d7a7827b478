import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { projectsQuery } from "~/api/catalog";
import { type Places, placesOf } from "./places";

/** The tree; empty until it has come. */
export function usePlaces(): Places {
  const { data } = useQuery(projectsQuery);
  return useMemo(() => placesOf(data ?? []), [data]);
}
