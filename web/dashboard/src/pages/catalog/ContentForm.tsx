/** What the catalog knows of a video, a live event or a stream, entered or changed. */
import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import {
  changeEvent,
  changeVideo,
  createEvent,
  createStream,
  createVideo,
  type EventFields,
  type StreamFields,
  type VideoFields,
} from "~/api/catalog";
import { readMoment } from "~/formats/formats";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { FormFoot } from "./FormFoot";
import styles from "./Forms.module.css";
import { MOST_LETTERS } from "./NameForm";
import { type Place, type Places, pathTo, UNSORTED } from "./places";
import { useChange } from "./useChange";

export interface Edited {
  id: string;
  kind: "video" | "event" | "stream";
  title: string;
  description: string;
  duration: number | null;
  poster: string | null;
  source: string | null;
}

interface ContentFormProps {
  kind: Edited["kind"];
  /** What is changed; undefined: something new. */
  edited?: Edited;
  /** Where something new comes to be; undefined: in "Unsorted". */
  place?: Place | undefined;
  /** Of a new stream: its event. */
  event?: string;
  places: Places;
  onDone: () => void;
}

const FIELDS = {
  video: ["source", "poster", "duration"],
  event: ["poster"],
  stream: ["source"],
} as const;

const A_URL = "https?://\\S+";
const AN_ID = "[A-Za-z0-9_\\-]{1,64}";

export function ContentForm({ kind, edited, place, event, onDone }: ContentFormProps) {
  const { catalog } = useTexts();
  const { moment } = useFormats();
  const [fields, setFields] = useState({
    id: "",
    title: edited?.title ?? "",
    description: edited?.description ?? "",
    source: edited?.source ?? "",
    poster: edited?.poster ?? "",
    duration: edited?.duration ? moment(edited.duration) : "",
  });
  const duration = readMoment(fields.duration);
  const wrongDuration = fields.duration !== "" && duration === undefined;
  const change = useChange(() => send({ kind, edited, place, event }, fields, duration), onDone);
  const input = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
      const { value } = currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });
  const has = (name: "source" | "poster" | "duration") => (FIELDS[kind] as readonly string[]).includes(name);
  return (
    <form
      className={styles.form}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        change.mutate(undefined);
      }}
    >
      <TextInput
        label={catalog.title}
        maxLength={MOST_LETTERS}
        required
        withAsterisk={false}
        dir="auto"
        data-autofocus
        {...input("title")}
      />
      {has("source") && (
        <TextInput
          type="url"
          label={catalog.source}
          description={catalog.sourceHelp}
          placeholder="https://"
          pattern={A_URL}
          maxLength={2048}
          {...input("source")}
        />
      )}
      {has("poster") && (
        <TextInput
          type="url"
          label={catalog.poster}
          placeholder="https://"
          pattern={A_URL}
          maxLength={2048}
          {...input("poster")}
        />
      )}
      {has("duration") && (
        <TextInput
          label={catalog.duration}
          description={catalog.durationHelp}
          placeholder="12:30"
          error={wrongDuration && catalog.durationWrong}
          {...input("duration")}
        />
      )}
      <Textarea
        label={catalog.description}
        rows={3}
        maxLength={20_000}
        dir="auto"
        {...input("description")}
      />
      {!edited && (
        <TextInput
          label={catalog.id}
          description={catalog.idHelp}
          pattern={AN_ID}
          title={catalog.idRule}
          {...input("id")}
        />
      )}
      {!edited && kind !== "stream" && (
        <p className={styles.help}>
          {catalog.goesTo(
            pathTo(place)
              .map(({ name }) => name)
              .join(" / ") || UNSORTED,
          )}
        </p>
      )}
      <FormFoot
        label={edited ? catalog.save : catalog.create}
        busy={change.isPending}
        error={change.error}
        disabled={!fields.title.trim() || wrongDuration}
        onCancel={onDone}
      />
    </form>
  );
}

type Entered = Record<"id" | "title" | "description" | "source" | "poster", string>;

/** Empty fields are null where something is changed, and left out where it is new. */
function send(
  { kind, edited, place, event = "" }: Omit<ContentFormProps, "places" | "onDone">,
  entered: Entered,
  duration: number | undefined,
): Promise<unknown> {
  const { id, description } = entered;
  const [title, source_url, poster] = [entered.title, entered.source, entered.poster].map((text) =>
    text.trim(),
  );
  const names = kind === "video" ? { title } : { name: title };
  const urls = { source_url: source_url || null, poster: poster || null };
  const had = FIELDS[kind] as readonly string[];
  const fields = {
    ...names,
    description,
    ...(had.includes("source") && { source_url: urls.source_url }),
    ...(had.includes("poster") && { poster: urls.poster }),
    ...(had.includes("duration") && { duration: duration ?? null }),
  };
  if (edited) {
    if (kind === "event") return changeEvent(edited.id, fields);
    // A stream is changed as a video is; what its length is, it says itself.
    return changeVideo(
      edited.id,
      kind === "stream" ? { title, description, source_url: urls.source_url } : fields,
    );
  }
  const made = { ...fields, ...(id.trim() && { id: id.trim() }) };
  if (kind === "stream") return createStream(event, made as StreamFields);
  const placed = { ...made, ...(place && { parent_id: place.id }) };
  return kind === "event" ? createEvent(placed as EventFields) : createVideo(placed as VideoFields);
}
