import { useId } from "react";
import styles from "./Forms.module.css";

interface OptionsProps<T extends string> {
  label: string;
  options: readonly { value: T; title: string; help: string }[];
  chosen: T;
  onChosen: (value: T) => void;
}

/** One of a few, each with what it means. */
export function Options<T extends string>({ label, options, chosen, onChosen }: OptionsProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.options}>
      <legend>{label}</legend>
      {options.map(({ value, title, help }) => (
        <label key={value} className={styles.option}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === chosen}
            onChange={() => onChosen(value)}
          />
          <strong>{title}</strong>
          <small>{help}</small>
        </label>
      ))}
    </fieldset>
  );
}
