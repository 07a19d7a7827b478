/** A part of a page that loads, fails and is empty on its own. */
import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useId, useState } from "react";
import { Unreachable } from "~/api/client";
import { useTexts } from "~/i18n/texts";
import { Icon } from "./icons";
import styles from "./Panel.module.css";

interface PanelProps {
  title: ReactNode;
  hideTitle?: boolean;
  actions?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

export function Panel({ title, hideTitle = false, actions, className = "", children }: PanelProps) {
  const id = useId();
  return (
    <section className={`${styles.panel} ${className}`} aria-labelledby={id}>
      <header className={hideTitle && !actions ? "visually-hidden" : styles.head}>
        <h2 id={id} className={hideTitle ? "visually-hidden" : styles.title}>
          {title}
        </h2>
        {actions}
      </header>
      {children}
    </section>
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  /** What stands there until the answer comes, as high as what will stand there. */
  waiting: ReactNode;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  children: (data: T) => ReactNode;
}

/** What a query answered, or how it is doing. Old numbers stay, dimmed, while new ones come. */
export function Loaded<T>({ query, waiting, isEmpty, empty, children }: LoadedProps<T>) {
  const { data, error, isPlaceholderData } = query;
  const again = () => void query.refetch();
  if (data === undefined) {
    if (error && !(error instanceof Unreachable)) return <Failed error={error} again={again} />;
    return <Waiting>{waiting}</Waiting>;
  }
  return (
    <div className={styles.loaded} aria-busy={isPlaceholderData} data-stale={isPlaceholderData || undefined}>
      {error && !(error instanceof Unreachable) && isPlaceholderData ? (
        <Failed error={error} again={again} />
      ) : isEmpty?.(data) ? (
        empty
      ) : (
        children(data)
      )}
    </div>
  );
}

export function Failed({ error, again }: { error: Error; again: () => void }) {
  const { trouble } = useTexts();
  return (
    <div className={styles.message} role="alert">
      <Icon name="warning" size={22} />
      <strong>{trouble.failed}</strong>
      <span className={styles.detail}>{error.message}</span>
      <Button variant="default" size="xs" onClick={again}>
        {trouble.again}
      </Button>
    </div>
  );
}

export function Empty({ title, help, children }: { title: string; help?: string; children?: ReactNode }) {
  return (
    <div className={styles.message}>
      <strong>{title}</strong>
      {help && <span className={styles.detail}>{help}</span>}
      {children}
    </div>
  );
}

const SLOW_MS = 4_000;

/** What stands in for what is asked; after a while it says so. */
export function Waiting({ children }: { children: ReactNode }) {
  const { trouble } = useTexts();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.waiting} aria-busy="true">
      <div aria-hidden="true">{children}</div>
      <p className={slow ? styles.slow : "visually-hidden"} role="status">
        {slow ? trouble.slow : ""}
      </p>
    </div>
  );
}

/** What a part of a page is until its script is there. */
export function Coming() {
  return (
    <section className={styles.panel}>
      <Waiting>
        <Ghost lines={10} height={24} />
      </Waiting>
    </section>
  );
}

/** Grey bars where text will be. */
export function Ghost({ lines = 1, height = 16 }: { lines?: number; height?: number }) {
  return Array.from({ length: lines }, (_, line) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
    <div key={line} className={styles.ghost} style={{ height, width: `${92 - ((line * 17) % 40)}%` }} />
  ));
}
