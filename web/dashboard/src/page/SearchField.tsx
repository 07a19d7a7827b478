import { TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Icon } from "~/ui/icons";
import type { Search } from "~/url/search";
import styles from "./SearchField.module.css";

const TYPING_MS = 250;

/** What is typed is looked for when the hands rest; the address follows. */
export function SearchField({ q, label }: { q: string | undefined; label: string }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q ?? "");
  const [known, setKnown] = useState(q);
  if (known !== q) {
    // The address changed by itself: somebody went back, or elsewhere.
    setKnown(q);
    if ((q ?? "") !== typed.trim()) setTyped(q ?? "");
  }
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === (q ?? "")) return;
    const timer = setTimeout(
      () =>
        void navigate({
          to: ".",
          search: (before: Search) => ({ ...before, q: wanted || undefined, page: undefined }),
          replace: true,
        }),
      TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [typed, q, navigate]);
  return (
    <TextInput
      className={styles.search}
      type="search"
      size="sm"
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name="search" size={16} />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
