/** Forgetting a viewer: asked for twice, then the receipt until nothing of them is left. */
import { Button, Checkbox, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { erase, erasureQuery } from "~/api/erasures";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import styles from "./Viewers.module.css";

export function Erase({ externalId }: { externalId: string }) {
  const { erasing } = useTexts();
  const [open, setOpen] = useState(false);
  const [devices, setDevices] = useState(false);
  const asking = useMutation({ mutationFn: () => erase(externalId, devices) });
  const close = () => {
    setOpen(false);
    asking.reset();
  };
  return (
    <>
      <Button
        variant="default"
        size="sm"
        leftSection={<Icon name="trash" size={16} />}
        onClick={() => setOpen(true)}
      >
        {erasing.button}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        title={erasing.title(externalId)}
        centered
        closeButtonProps={{ "aria-label": erasing.close }}
      >
        {asking.data ? (
          <Receipt id={asking.data.id} close={close} />
        ) : (
          <div className={styles.erase}>
            <p>{erasing.help}</p>
            <Checkbox
              label={erasing.devices}
              checked={devices}
              onChange={(event) => setDevices(event.currentTarget.checked)}
            />
            <p className={styles.error} role="alert">
              {asking.error?.message}
            </p>
            <div className={styles.buttons}>
              <Button variant="default" onClick={close} data-autofocus>
                {erasing.cancel}
              </Button>
              <Button className={styles.danger} loading={asking.isPending} onClick={() => asking.mutate()}>
                {erasing.confirm}
              </Button>
            </div>
          </div>
        )}
      </Modal>
    </>
  );
}

/** What stands in lists is asked for anew once the viewer is gone. */
function Receipt({ id, close }: { id: string; close: () => void }) {
  const { erasing } = useTexts();
  const formats = useFormats();
  const queries = useQueryClient();
  const { data } = useQuery(erasureQuery(id));
  const done = data?.state === "done";
  useEffect(() => {
    if (!done) return;
    for (const key of ["viewers", "progress"]) void queries.invalidateQueries({ queryKey: [key] });
  }, [done, queries]);
  return (
    <div className={styles.erase}>
      <p role="status" data-state={data?.state}>
        {erasing.states[data?.state ?? "queued"]}
      </p>
      <dl className={styles.receipt}>
        <dt>{erasing.receipt}</dt>
        <dd>
          <code>{id}</code>
        </dd>
        {data && (
          <>
            <dt>{erasing.requested}</dt>
            <dd>{formats.instant(data.requested_at)}</dd>
            <dt>{erasing.done}</dt>
            <dd>{data.done_at === null ? "…" : formats.instant(data.done_at)}</dd>
            <dt>{erasing.plays}</dt>
            <dd>{formats.count(data.plays)}</dd>
          </>
        )}
      </dl>
      <div className={styles.buttons}>
        <Button variant="default" onClick={close}>
          {erasing.close}
        </Button>
      </div>
    </div>
  );
}
