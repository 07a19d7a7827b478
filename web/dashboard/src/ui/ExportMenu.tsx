import { Button, Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { download, type FileFormat } from "~/api/exports";
import { useTexts } from "~/i18n/texts";
import { Icon } from "./icons";

interface ExportMenuProps {
  path: string;
  query: object;
  /** Of the file, without its ending. */
  name: string;
}

export function ExportMenu({ path, query, name }: ExportMenuProps) {
  const { exports } = useTexts();
  const exporting = useMutation({ mutationFn: (format: FileFormat) => download(path, query, format, name) });
  return (
    <div>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            className="no-print"
            variant="default"
            size="sm"
            loading={exporting.isPending}
            leftSection={<Icon name="download" size={16} />}
          >
            {exports.button}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => exporting.mutate("csv")}>{exports.csv}</Menu.Item>
          <Menu.Item onClick={() => exporting.mutate("xlsx")}>{exports.xlsx}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <span role="alert">{exporting.error && exports.failed + exporting.error.message}</span>
    </div>
  );
}
