import { Button } from "@mantine/core";
import { useTexts } from "~/i18n/texts";
import { useCopying } from "~/ui/Copy";
import { Icon } from "~/ui/icons";

/** A link to the page as it is: period and filters are in its address. */
export function ShareButton() {
  const { share } = useTexts();
  const [copied, copy] = useCopying();
  return (
    <Button
      className="no-print"
      variant="default"
      size="sm"
      title={share.help}
      leftSection={<Icon name={copied ? "check" : "link"} size={16} />}
      onClick={() => copy(location.href)}
    >
      <span role="status">{copied ? share.copied : share.button}</span>
    </Button>
  );
}
