/** A tree from a file, and what became of each of its lines. */
import { Button } from "@mantine/core";
import { type ChangeEvent, type DragEvent, useState } from "react";
import { type Imported, importTree } from "~/api/catalog";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { Scroll } from "~/ui/Scroll";
import { FormFoot } from "./FormFoot";
import styles from "./Forms.module.css";
import { useChange } from "./useChange";

const EXAMPLE = `id,title,duration,project,folder
lesson-1,Lesson 1,179.5,Course A,Module 1/Week 1`;
const MOST_ERRORS = 200;

export default function ImportForm({ onDone }: { onDone: () => void }) {
  const { catalog } = useTexts();
  const [file, setFile] = useState<File>();
  const [done, setDone] = useState<Imported>();
  const change = useChange(
    async (given: File) => setDone(await importTree(given)),
    () => undefined,
  );
  const take = (given: File | undefined) => {
    setFile(given);
    change.reset();
  };
  if (done) return <Result done={done} onDone={onDone} onAgain={() => setDone(undefined)} />;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (file) change.mutate(file);
      }}
    >
      <p className={styles.help}>{catalog.importHelp}</p>
      <pre className={styles.example}>{EXAMPLE}</pre>
      <label
        className={styles.drop}
        onDragOver={(event: DragEvent) => event.preventDefault()}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          take(event.dataTransfer.files[0]);
        }}
      >
        <Icon name="upload" size={20} />
        <span>{file ? file.name : catalog.chooseFile}</span>
        <input
          type="file"
          className="visually-hidden"
          accept=".csv,.tsv,.txt,.ndjson,.jsonl,text/csv,application/x-ndjson"
          aria-label={catalog.file}
          data-autofocus
          onChange={(event: ChangeEvent<HTMLInputElement>) => take(event.currentTarget.files?.[0])}
        />
      </label>
      <FormFoot
        label={catalog.doImport}
        busy={change.isPending}
        error={change.error}
        disabled={!file}
        onCancel={onDone}
      />
    </form>
  );
}

interface ResultProps {
  done: Imported;
  onDone: () => void;
  onAgain: () => void;
}

function Result({ done, onDone, onAgain }: ResultProps) {
  const { catalog } = useTexts();
  const { count } = useFormats();
  const numbers = ["created", "updated", "unchanged", "refused"] as const;
  return (
    <div className={styles.form}>
      <dl className={styles.numbers} aria-live="polite">
        {numbers.map((name) => (
          <div key={name} data-bad={(name === "refused" && done.refused > 0) || undefined}>
            <dt>{catalog.lines[name]}</dt>
            <dd>
              <data value={done[name]}>{count(done[name])}</data>
            </dd>
          </div>
        ))}
      </dl>
      {done.errors.length > 0 && (
        <Scroll>
          <table className={styles.errors}>
            <caption>
              {catalog.refusedLines(done.refused)}
              {done.refused > MOST_ERRORS && ` · ${catalog.firstRefused(MOST_ERRORS)}`}
            </caption>
            <thead>
              <tr>
                <th scope="col">{catalog.line}</th>
                <th scope="col">{catalog.field}</th>
                <th scope="col">{catalog.reason}</th>
              </tr>
            </thead>
            <tbody>
              {done.errors.slice(0, MOST_ERRORS).map((error) => (
                <tr key={`${error.line} ${error.field}`}>
                  <td>{count(error.line)}</td>
                  <td>{error.field}</td>
                  <td>{error.detail}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <div className={styles.foot}>
        <Button variant="default" onClick={onAgain}>
          {catalog.importAgain}
        </Button>
        <Button onClick={onDone} data-autofocus>
          {catalog.done}
        </Button>
      </div>
    </div>
  );
}
