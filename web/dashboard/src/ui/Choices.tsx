import { useId } from "react";
import styles from "./Choices.module.css";

interface ChoicesProps<T extends string> {
  label: string;
  choices: readonly (readonly [T, string])[];
  chosen: T;
  onChosen: (choice: T) => void;
}

/** One of a few, side by side. They are radio buttons: arrow keys move among them. */
export function Choices<T extends string>({ label, choices, chosen, onChosen }: ChoicesProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend className="visually-hidden">{label}</legend>
      {choices.map(([value, title]) => (
        <label key={value} className={styles.choice}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            value={value}
            checked={value === chosen}
            onChange={() => onChosen(value)}
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}
