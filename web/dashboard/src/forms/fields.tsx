/** Texts of a form, each bound to the value of its name. */
import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from "@mantine/core";
import type { Form } from "./useForm";

type Bound<T, Props> = Omit<Props, "form" | "name" | "value" | "error" | "onChange"> & {
  form: Form<T>;
  name: { [Name in keyof T]: T[Name] extends string ? Name : never }[keyof T] & string;
};

export function TextField<T>({ form, name, ...props }: Bound<T, TextInputProps>) {
  return <TextInput {...props} {...bound(form, name)} />;
}

export function PasswordField<T>({ form, name, ...props }: Bound<T, PasswordInputProps>) {
  return <PasswordInput {...props} {...bound(form, name)} />;
}

const bound = <T, Name extends keyof T & string>(form: Form<T>, name: Name) => ({
  name,
  value: form.values[name] as string,
  error: form.error(name),
  onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
    form.set(name, currentTarget.value as T[Name]),
});
