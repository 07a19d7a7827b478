/** A form: what was changed and not yet saved, what is wrong with it, and sending it. Nothing typed is ever lost. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTexts } from "~/i18n/texts";
import { refused } from "./refusal";

export type Problems<T> = { [Name in keyof T]?: string | undefined };

interface FormOptions<T> {
  /** As it is saved. It may change meanwhile: that shows wherever nothing was typed. */
  saved: T;
  /** What is wrong, field by field, in words that say how to mend it. */
  check: (values: T) => Problems<T>;
  send: (values: T, changes: Partial<T>) => Promise<unknown>;
}

export interface Form<T> {
  values: T;
  dirty: boolean;
  sending: boolean;
  /** It was saved, and nothing was changed since. */
  done: boolean;
  /** What is wrong with no field in particular. */
  trouble: string | undefined;
  error: (name: keyof T & string) => string | undefined;
  set: <Name extends keyof T>(name: Name, value: T[Name]) => void;
  reset: () => void;
  submit: (event: FormEvent<HTMLFormElement>) => void;
}

export function useForm<T extends object>({ saved, check, send }: FormOptions<T>): Form<T> {
  const texts = useTexts();
  const [changes, setChanges] = useState<Partial<T>>({});
  const [tried, setTried] = useState(false);
  const sending = useMutation({
    mutationFn: ({ values: sent, changes: those }: Sent<T>) => send(sent, those),
    onSuccess: (_, { values: sent }) => {
      setChanges((now) => different(sent, now)); // what was typed meanwhile is still to be saved
      setTried(false);
    },
  });
  const values = { ...saved, ...changes };
  const names = Object.keys(values) as (keyof T & string)[];
  const dirty = names.some((name) => !same(values[name], saved[name]));
  const problems = check(values);
  const refusal = refused(sending.error, names, texts);
  return {
    values,
    dirty,
    sending: sending.isPending,
    done: sending.isSuccess && !dirty,
    trouble: refusal?.name ? undefined : refusal?.text,
    error: (name) => (tried && problems[name]) || (refusal?.name === name ? refusal.text : undefined),
    set: (name, value) => {
      setChanges((before) => ({ ...before, [name]: value }));
      if (!sending.isPending) sending.reset();
    },
    reset: () => {
      setChanges({});
      setTried(false);
      sending.reset();
    },
    submit: (event) => {
      event.preventDefault();
      setTried(true);
      const wrong = names.find((name) => problems[name]);
      if (wrong) (event.currentTarget.elements.namedItem(wrong) as HTMLElement | null)?.focus();
      else sending.mutate({ values, changes });
    },
  };
}

interface Sent<T> {
  values: T;
  changes: Partial<T>;
}

/** The values that are not what they were. */
export function different<T extends object>(before: T, values: Partial<T>): Partial<T> {
  const entries = Object.entries(values).filter(([name, value]) => !same(value, before[name as keyof T]));
  return Object.fromEntries(entries) as Partial<T>;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
