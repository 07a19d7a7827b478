import { TextInput } from "@mantine/core";
import { useState } from "react";
import { createFolder, createProject, rename } from "~/api/catalog";
import { useTexts } from "~/i18n/texts";
import type { Question } from "./Dialogs";
import { FormFoot } from "./FormFoot";
import styles from "./Forms.module.css";
import { useChange } from "./useChange";

interface NameFormProps {
  question: Extract<Question, { what: "project" | "folder" | "rename" }>;
  onDone: () => void;
}

export const MOST_LETTERS = 500;

export function NameForm({ question, onDone }: NameFormProps) {
  const { catalog } = useTexts();
  const [name, setName] = useState(question.what === "rename" ? question.item.title : "");
  const change = useChange((given: string) => {
    if (question.what === "project") return createProject(given);
    return question.what === "folder" ? createFolder(given, question.place) : rename(question.item, given);
  }, onDone);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(name.trim());
      }}
    >
      <TextInput
        label={catalog.name}
        value={name}
        maxLength={MOST_LETTERS}
        required
        withAsterisk={false}
        dir="auto"
        data-autofocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <FormFoot
        label={question.what === "rename" ? catalog.save : catalog.create}
        busy={change.isPending}
        error={change.error}
        disabled={!name.trim()}
        onCancel={onDone}
      />
    </form>
  );
}
