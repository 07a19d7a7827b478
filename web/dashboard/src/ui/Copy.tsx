/** What is there to be pasted elsewhere. */
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTexts } from "~/i18n/texts";
import styles from "./Copy.module.css";
import { Icon } from "./icons";

const SHOWN_MS = 2_000;

/** Copies a text, and says for a moment that it did. */
export function useCopying(): [copied: boolean, copy: (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, (text) => void copyText(text).then(() => setCopied(true))];
}

/** Browsers have no clipboard for pages that came by plain HTTP from another machine; there a selection is copied. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const [area, focused] = [document.createElement("textarea"), document.activeElement];
  area.value = text;
  (focused ?? document.body).after(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
}

/** label: what is copied, for whoever does not see what the button stands beside. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { copying } = useTexts();
  const [copied, copy] = useCopying();
  return (
    <>
      <Button
        className="no-print"
        variant="default"
        size="xs"
        leftSection={<Icon name={copied ? "check" : "copy"} size={14} />}
        aria-label={`${copied ? copying.copied : copying.copy}: ${label}`}
        onClick={() => copy(text)}
      >
        {copied ? copying.copied : copying.copy}
      </Button>
      <span role="status" className="visually-hidden">
        {copied && copying.copied}
      </span>
    </>
  );
}

/** Text for a machine, as it is, and the button that copies it. */
export function Code({ text, label }: { text: string; label: string }) {
  return (
    <figure className={styles.code} aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} label={label} />
    </figure>
  );
}
