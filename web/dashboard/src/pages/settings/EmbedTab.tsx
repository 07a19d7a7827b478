/** What to paste into a page so that a video plays there and is counted; and how that looks. */
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keysQuery } from "~/api/accounts";
import { videosFound } from "~/api/finding";
import { useTexts } from "~/i18n/texts";
import { frameAddress, SNIPPETS, type SnippetKind, snippet, type Wanted } from "~/page/snippets";
import { usePage } from "~/page/usePage";
import { Choices } from "~/ui/Choices";
import { Code } from "~/ui/Copy";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import { installation } from "~/url/base";
import styles from "./Embed.module.css";
import settings from "./Settings.module.css";
import { VideoField } from "./VideoField";

const VIEWER = 256;

export function EmbedTab() {
  const { embed, settings: texts } = useTexts();
  const keys = useQuery(keysQuery);
  return (
    <div className={settings.page}>
      <Panel title={texts.tabs.embed}>
        <p className={settings.help}>{embed.help}</p>
        <Loaded
          query={keys}
          waiting={<Ghost lines={6} height={36} />}
          isEmpty={(all) => !all.length}
          empty={<Empty title={embed.noKey} help={embed.noKeyHelp} />}
        >
          {(all) => (
            <Generator keys={all.map(({ key, name }) => ({ value: key, label: `${name} · ${key}` }))} />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}

function Generator({ keys }: { keys: { value: string; label: string }[] }) {
  const { embed, settings: texts } = useTexts();
  const { search, change } = usePage();
  const { data: first } = useQuery(videosFound(""));
  const [kind, setKind] = useState<SnippetKind>("player");
  const [key, setKey] = useState(keys[0]?.value ?? "");
  const [viewer, setViewer] = useState("");
  const [autoplay, setAutoplay] = useState(false);
  const video = search.video_id?.[0] ?? first?.[0]?.id ?? "";
  const wanted: Wanted = {
    origin: installation(),
    key,
    video: video || "VIDEO-ID",
    viewer: viewer.trim(),
    autoplay,
  };
  return (
    <div className={styles.generator}>
      <div className={styles.pair}>
        <VideoField chosen={video} onChosen={(id) => change({ video_id: [id] })} />
        {keys.length > 1 && (
          <NativeSelect
            label={texts.key}
            data={keys}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={embed.viewer}
          placeholder="student-42"
          maxLength={VIEWER}
          spellCheck={false}
          value={viewer}
          onChange={(event) => setViewer(event.currentTarget.value)}
        />
      </div>
      <Checkbox
        label={embed.autoplay}
        checked={autoplay}
        onChange={(event) => setAutoplay(event.currentTarget.checked)}
      />
      <div className={styles.kinds}>
        <Choices
          label={embed.kind}
          choices={SNIPPETS.map((name) => [name, embed.kinds[name].title] as const)}
          chosen={kind}
          onChosen={setKind}
        />
        <p className={settings.note}>{embed.kinds[kind].help}</p>
      </div>
      <Code label={embed.code} text={snippet(kind, wanted)} />
      {kind !== "own" && video && <Preview wanted={wanted} />}
    </div>
  );
}

function Preview({ wanted }: { wanted: Wanted }) {
  const { embed } = useTexts();
  return (
    <figure className={styles.preview}>
      <figcaption>{embed.preview}</figcaption>
      <iframe
        src={frameAddress({ ...wanted, viewer: "" }, true)}
        title={embed.preview}
        allow="autoplay; fullscreen; picture-in-picture"
      />
      <p className={settings.note}>{embed.notCounted}</p>
    </figure>
  );
}
