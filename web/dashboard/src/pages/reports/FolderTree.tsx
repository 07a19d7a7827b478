/** Projects with their folders, any of them chosen; what is nested in a chosen one is chosen with it. */
import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Project, projectsQuery } from "~/api/catalog";
import { useTexts } from "~/i18n/texts";
import { Ghost } from "~/ui/Panel";
import styles from "./Reports.module.css";

export interface Places {
  projects: ReadonlySet<string>;
  folders: ReadonlySet<string>;
}
export const NOWHERE: Places = { projects: new Set(), folders: new Set() };

interface TreeProps {
  chosen: Places;
  onChange: (chosen: Places) => void;
}

export function FolderTree({ chosen, onChange }: TreeProps) {
  const { reports } = useTexts();
  const { data, error } = useQuery(projectsQuery);
  return (
    <fieldset className={styles.group}>
      <legend>{reports.folders}</legend>
      <p className={styles.help}>{data && !data.length ? reports.noFolders : reports.foldersHelp}</p>
      {error && !data && (
        <p role="alert" className={styles.wrong}>
          {reports.foldersFailed}
        </p>
      )}
      {!data && !error && <Ghost lines={3} />}
      {data && data.length > 0 && (
        <ul className={styles.tree}>
          {data.map((project) => (
            <ProjectBranch key={project.id} project={project} chosen={chosen} onChange={onChange} />
          ))}
        </ul>
      )}
    </fieldset>
  );
}

function ProjectBranch({ project, chosen, onChange }: TreeProps & { project: Project }) {
  const { untitled } = useTexts();
  const whole = chosen.projects.has(project.id);
  const all = project.folders.map(({ id }) => id);
  const toggle = () =>
    onChange({ projects: toggled(chosen.projects, project.id), folders: without(chosen.folders, all) });
  return (
    <li>
      <Checkbox
        size="xs"
        label={project.name || untitled}
        checked={whole}
        indeterminate={!whole && all.some((id) => chosen.folders.has(id))}
        onChange={toggle}
      />
      <Branches project={project} parent={null} within={whole} chosen={chosen} onChange={onChange} />
    </li>
  );
}

interface BranchesProps extends TreeProps {
  project: Project;
  parent: string | null;
  /** Something above is chosen. */
  within: boolean;
}

function Branches({ project, parent, within, chosen, onChange }: BranchesProps) {
  const folders = project.folders.filter((folder) => folder.parent_id === parent);
  if (!folders.length) return null;
  return (
    <ul>
      {folders.map(({ id, name }) => {
        const below = nested(project, id);
        const whole = within || chosen.folders.has(id);
        return (
          <li key={id}>
            <Checkbox
              size="xs"
              label={name}
              checked={whole}
              disabled={within}
              indeterminate={!whole && below.some((one) => chosen.folders.has(one))}
              onChange={() => onChange({ ...chosen, folders: toggled(without(chosen.folders, below), id) })}
            />
            <Branches project={project} parent={id} within={whole} chosen={chosen} onChange={onChange} />
          </li>
        );
      })}
    </ul>
  );
}

/** Ids of all folders below one. */
function nested(project: Project, id: string): string[] {
  const direct = project.folders.filter((folder) => folder.parent_id === id);
  return direct.flatMap((folder) => [folder.id, ...nested(project, folder.id)]);
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(ids);
  if (!after.delete(id)) after.add(id);
  return after;
}

function without(ids: ReadonlySet<string>, gone: readonly string[]): ReadonlySet<string> {
  return new Set([...ids].filter((id) => !gone.includes(id)));
}
