import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "~/i18n/texts";

interface DialogProps {
  title: string;
  opened: boolean;
  onClose: () => void;
  size?: "md" | "lg";
  /** A slip beside it does not close it: something is typed into it. */
  keepOpen?: boolean;
  children: ReactNode;
}

/** A question over the page. The page behind may be scrolled: to forbid it takes a <style>, which the policy forbids. */
export function Dialog({ size = "md", keepOpen = false, title, ...given }: DialogProps) {
  const { close } = useTexts();
  return (
    <Modal
      {...given}
      title={<strong>{title}</strong>}
      size={size}
      lockScroll={false}
      closeOnClickOutside={!keepOpen}
      closeButtonProps={{ "aria-label": close }}
    />
  );
}
