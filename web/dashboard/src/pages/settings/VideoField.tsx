import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { contentQuery } from "~/api/contents";
import { type Found, videosFound } from "~/api/finding";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { useListbox } from "~/ui/useListbox";
import styles from "./VideoField.module.css";

/** One video of the catalog, found by its title. */
export function VideoField({ chosen, onChosen }: { chosen: string; onChosen: (id: string) => void }) {
  const { embed } = useTexts();
  const [typed, setTyped] = useState<string>();
  const content = useQuery({ ...contentQuery(chosen), enabled: chosen !== "" });
  const { data: found = [] } = useQuery(videosFound(typed ?? ""));
  const open = typed !== undefined;
  const choose = ({ id }: Found) => {
    onChosen(id);
    setTyped(undefined);
  };
  const box = useListbox(embed.video, found.length, (index) => choose(found[index] as Found), open);
  return (
    <div className={styles.field}>
      <TextInput
        label={embed.video}
        placeholder={embed.find}
        leftSection={<Icon name="search" size={15} />}
        value={typed ?? content.data?.title ?? chosen}
        error={content.error?.message}
        {...box.field}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => setTyped("")}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          box.restart();
        }}
        onBlur={() => setTyped(undefined)}
        onKeyUp={(event) => event.key === "Escape" && setTyped(undefined)}
      />
      <ul {...box.list} className={styles.list} hidden={!open}>
        {open && !found.length && <li className={styles.none}>{embed.noneFound}</li>}
        {found.map((one, index) => (
          <li key={one.id} {...box.option(index)} className={styles.option}>
            <span dir="auto">{one.title}</span>
            <small>{one.id}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}
