/** What is in the workspace by that name: videos, viewers, folders. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { projectsQuery } from "~/api/catalog";
import { videosFound, viewersFound } from "~/api/finding";
import type { Command } from "./commands";

const FEW_FOLDERS = 7;

export function useFound(q: string): { commands: Command[]; busy: boolean } {
  const navigate = useNavigate();
  const enabled = q !== "";
  const videos = useQuery({ ...videosFound(q), enabled });
  const viewers = useQuery({ ...viewersFound(q), enabled });
  const projects = useQuery({ ...projectsQuery, enabled });
  if (!enabled) return { commands: [], busy: false };
  const commands: Command[] = [
    ...(videos.data ?? []).map(
      ({ id, title }): Command => ({
        key: `video ${id}`,
        group: "videos",
        icon: "play",
        title,
        run: () => navigate({ to: "/videos/$videoId", params: { videoId: id } }),
      }),
    ),
    ...(viewers.data ?? []).map(
      (externalId): Command => ({
        key: `viewer ${externalId}`,
        group: "viewers",
        icon: "viewers",
        title: externalId,
        run: () => navigate({ to: "/viewer", search: { id: externalId } }),
      }),
    ),
    ...places(projects.data ?? [], q).map(
      ({ id, name, above, filter }): Command => ({
        key: `folder ${id}`,
        group: "folders",
        icon: "folder",
        title: name,
        ...(above && { note: above }),
        run: () => navigate({ to: "/catalog", search: { [filter]: [id] } }),
      }),
    ),
  ];
  return { commands, busy: videos.isFetching || viewers.isFetching || projects.isLoading };
}

interface Place {
  id: string;
  name: string;
  /** The project of a folder. */
  above?: string;
  filter: "project_id" | "folder_id";
}

interface Project {
  id: string;
  name: string;
  folders: readonly { id: string; name: string }[];
}

function places(projects: readonly Project[], q: string): Place[] {
  const all = projects.flatMap(({ id, name, folders }): Place[] => [
    { id, name, filter: "project_id" },
    ...folders.map((one): Place => ({ id: one.id, name: one.name, above: name, filter: "folder_id" })),
  ]);
  return all.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase())).slice(0, FEW_FOLDERS);
}
