/** Every question that the catalog asks before it changes something, one at a time. */
import { lazy, Suspense } from "react";
import type { Content, Item } from "~/api/catalog";
import { useTexts } from "~/i18n/texts";
import { Dialog } from "~/ui/Dialog";
import { ContentForm, type Edited } from "./ContentForm";
import { DeleteForm } from "./DeleteForm";
import { MoveForm } from "./MoveForm";
import { NameForm } from "./NameForm";
import type { Place, Places } from "./places";

const ImportForm = lazy(() => import("./ImportForm"));

export type Question =
  | { what: "project" }
  | { what: "folder"; place: Place }
  | { what: "rename"; item: Item }
  | { what: "add"; kind: "video" | "event"; place: Place | undefined }
  | { what: "stream"; event: string }
  | { what: "edit"; edited: Edited }
  | { what: "move"; items: readonly Item[]; to?: Place }
  | { what: "remove"; items: readonly Item[] }
  | { what: "import" };

interface DialogsProps {
  question: Question | undefined;
  places: Places;
  onClose: () => void;
  /** After a deletion: of what. */
  onRemoved?: (items: readonly Item[]) => void;
}

export function Dialogs({ question, ...props }: DialogsProps) {
  const title = useTitle(question);
  return (
    <Dialog
      opened={question !== undefined}
      onClose={props.onClose}
      title={title}
      size={question?.what === "import" ? "lg" : "md"}
    >
      <Suspense>{question && <Form question={question} {...props} />}</Suspense>
    </Dialog>
  );
}

function Form({ question, places, onClose, onRemoved }: DialogsProps & { question: Question }) {
  switch (question.what) {
    case "project":
    case "folder":
    case "rename":
      return <NameForm question={question} onDone={onClose} />;
    case "add":
      return <ContentForm kind={question.kind} place={question.place} places={places} onDone={onClose} />;
    case "stream":
      return <ContentForm kind="stream" event={question.event} places={places} onDone={onClose} />;
    case "edit":
      return (
        <ContentForm kind={question.edited.kind} edited={question.edited} places={places} onDone={onClose} />
      );
    case "move":
      return <MoveForm items={question.items} to={question.to} places={places} onDone={onClose} />;
    case "remove":
      return <DeleteForm items={question.items} places={places} onDone={onClose} onRemoved={onRemoved} />;
    case "import":
      return <ImportForm onDone={onClose} />;
  }
}

function useTitle(question: Question | undefined): string {
  const { catalog, untitled } = useTexts();
  if (!question) return "";
  const named = (items: readonly Item[]) =>
    items.length === 1 ? catalog.quoted(items[0]?.title || untitled) : catalog.things(items.length);
  switch (question.what) {
    case "project":
      return catalog.newProject;
    case "folder":
      return catalog.newFolderIn(question.place.name);
    case "rename":
      return catalog.renameTitle(question.item.title || untitled);
    case "add":
      return question.kind === "video" ? catalog.newVideo : catalog.newEvent;
    case "stream":
      return catalog.newStream;
    case "edit":
      return catalog.editTitle(question.edited.title || untitled);
    case "move":
      return catalog.moveTitle(named(question.items));
    case "remove":
      return catalog.removeTitle(named(question.items));
    case "import":
      return catalog.importTitle;
  }
}

/** What the form of a content begins with. */
export function editedOf(content: Content): Edited {
  const { id, kind, title, description, duration, poster, source_url: source } = content;
  return { id, kind, title, description, duration, poster, source };
}
