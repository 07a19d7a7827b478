import { Button, Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { csvDialect } from "~/api/csv";
import { save } from "~/api/exports";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import type { Question } from "./Dialogs";
import type { Place } from "./places";

interface AddMenuProps {
  place: Place | undefined;
  onAsked: (question: Question) => void;
}

const FORMS = ["csv", "ndjson"] as const;

/** Something new where one is, and the whole tree as a file. */
export function AddMenu({ place, onAsked }: AddMenuProps) {
  const { catalog, nav } = useTexts();
  const exporting = useMutation({
    mutationFn: (format: (typeof FORMS)[number]) =>
      save(
        "/v1/catalog/export",
        { format, ...(format === "csv" && csvDialect()) },
        `${nav.catalog}.${format}`,
      ),
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            className="no-print"
            variant="default"
            size="sm"
            loading={exporting.isPending}
            leftSection={<Icon name="table" size={16} />}
          >
            {catalog.file}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Icon name="upload" size={16} />}
            onClick={() => onAsked({ what: "import" })}
          >
            {catalog.importTitle}…
          </Menu.Item>
          {FORMS.map((form) => (
            <Menu.Item
              key={form}
              leftSection={<Icon name="download" size={16} />}
              onClick={() => exporting.mutate(form)}
            >
              {catalog.exportAs(form.toUpperCase())}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button className="no-print" size="sm" leftSection={<Icon name="plus" size={16} />}>
            {catalog.add}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Icon name="play" size={16} />}
            onClick={() => onAsked({ what: "add", kind: "video", place })}
          >
            {catalog.video}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="live" size={16} />}
            onClick={() => onAsked({ what: "add", kind: "event", place })}
          >
            {catalog.kinds.event}
          </Menu.Item>
          {place && (
            <Menu.Item
              leftSection={<Icon name="folder" size={16} />}
              onClick={() => onAsked({ what: "folder", place })}
            >
              {catalog.folder}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<Icon name="project" size={16} />}
            onClick={() => onAsked({ what: "project" })}
          >
            {catalog.project}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <span role="alert" className="visually-hidden">
        {exporting.error?.message}
      </span>
    </>
  );
}
