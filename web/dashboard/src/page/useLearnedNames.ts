/** Asks for the names of what a page is narrowed to by id: whoever comes by a link has seen no list of them. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { eventQuery, projectsQuery } from "~/api/catalog";
import { contentQuery } from "~/api/contents";
import { learnNames } from "~/api/names";
import type { Filters } from "~/url/search";

export function useLearnedNames({ project_id, folder_id, video_id = [], event_id = [] }: Filters): void {
  const { data: projects = [] } = useQuery({ ...projectsQuery, enabled: Boolean(project_id || folder_id) });
  const contents = useQueries({ queries: video_id.map(contentQuery) });
  const events = useQueries({ queries: event_id.map(eventQuery) });
  useEffect(() =>
    learnNames([
      ...projects
        .flatMap((project) => [project, ...project.folders])
        .map(({ id, name }) => [id, name] as const),
      ...contents.flatMap(({ data }) => (data ? [[data.id, data.title] as const] : [])),
      ...events.flatMap(({ data }) => (data ? [[data.id, data.name] as const] : [])),
    ]),
  );
}
