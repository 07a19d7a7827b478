import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";

const SHOWN_MS = 2_000;

/** A link to the page as it is: period and filters are in its address. */
export function ShareButton() {
  const { share } = useTexts();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      className="no-print"
      variant="default"
      size="sm"
      title={share.help}
      leftSection={<Icon name={copied ? "check" : "link"} size={16} />}
      onClick={() => void navigator.clipboard.writeText(location.href).then(() => setCopied(true))}
    >
      <span role="status">{copied ? share.copied : share.button}</span>
    </Button>
  );
}
