import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import forms from "~/forms/Forms.module.css";
import { useTexts } from "~/i18n/texts";
import { Dialog } from "./Dialog";

interface ConfirmProps {
  title: string;
  /** What it means, and whether there is a way back. */
  help: ReactNode;
  /** The verb of what is done. */
  action: string;
  opened: boolean;
  onClose: () => void;
  /** Closes the dialog unless it fails. */
  onConfirm: () => Promise<unknown>;
}

/** Asked before what can't be undone. */
export function Confirm({ title, help, action, opened, onClose, onConfirm }: ConfirmProps) {
  const { forms: texts } = useTexts();
  const [doing, setDoing] = useState(false);
  const [wrong, setWrong] = useState("");
  const confirm = async () => {
    setDoing(true);
    setWrong("");
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setWrong((error as Error).message);
    }
    setDoing(false);
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <p className={forms.text}>{help}</p>
      <div className={forms.foot}>
        <span role="alert" className={forms.wrong}>
          {wrong}
        </span>
        <Button variant="default" onClick={onClose} data-autofocus>
          {texts.cancel}
        </Button>
        <Button color="red" loading={doing} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
