/** From a new installation to its first play: what to paste, and word of the play as it arrives. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { keysQuery } from "~/api/accounts";
import { newestPlayQuery, type Play } from "~/api/firstPlay";
import { useLive } from "~/api/live";
import { shownAddress } from "~/formats/hosts";
import { useFormats } from "~/formats/useFormats";
import { useTexts } from "~/i18n/texts";
import { PageHead } from "~/page/PageHead";
import { snippet } from "~/page/snippets";
import { useValueNames } from "~/page/useValueNames";
import { Code } from "~/ui/Copy";
import { Icon } from "~/ui/icons";
import { Empty, Ghost, Loaded, Panel } from "~/ui/Panel";
import { installation } from "~/url/base";
import styles from "./Welcome.module.css";

const LOOK_AGAIN_MS = 2_000;

export function WelcomePage() {
  const { welcome } = useTexts();
  return (
    <>
      <PageHead title={welcome.title} />
      <p className={styles.help}>{welcome.help}</p>
      <ol className={styles.steps}>
        <Step number={1} title={welcome.paste}>
          <Snippet />
        </Step>
        <Step number={2} title={welcome.play}>
          <p>{welcome.playHelp}</p>
          <details>
            <summary>{welcome.trouble}</summary>
            <ul>
              {Object.entries(welcome.troubles).map(([name, text]) => (
                <li key={name}>{text}</li>
              ))}
            </ul>
          </details>
        </Step>
        <Step number={3} title={welcome.see}>
          <Arrival />
        </Step>
      </ol>
    </>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className={styles.step}>
      <span className={styles.number} aria-hidden="true">
        {number}
      </span>
      <Panel title={title}>{children}</Panel>
    </li>
  );
}

function Snippet() {
  const { welcome, embed } = useTexts();
  const keys = useQuery(keysQuery);
  return (
    <Loaded
      query={keys}
      waiting={<Ghost lines={3} height={20} />}
      isEmpty={(all) => !all.length}
      empty={<Empty title={embed.noKey} help={embed.noKeyHelp} />}
    >
      {([first]) => (
        <div className={styles.paste}>
          <Code
            label={embed.code}
            text={snippet("own", { origin: installation(), key: first?.key ?? "", video: "lesson-1" })}
          />
          <p>{welcome.pasteHelp}</p>
          <p>{welcome.key}</p>
          <Code label={welcome.key} text={first?.key ?? ""} />
          <p>
            {welcome.others}{" "}
            <Link to="/settings" search={{ tab: "embed" }}>
              {welcome.embed}
            </Link>
          </p>
        </div>
      )}
    </Loaded>
  );
}

/** A play is asked for again and again until there is one; the stream tells at once of one that runs. */
function Arrival() {
  const live = useLive({ traffic: "all" } as never);
  const online = live?.total.online ?? 0;
  const query = useQuery({
    ...newestPlayQuery,
    refetchInterval: ({ state }) => (state.data ? false : LOOK_AGAIN_MS),
  });
  const { refetch } = query;
  const watched = live?.plays[0]?.watch_time;
  // biome-ignore lint/correctness/useExhaustiveDependencies: news of what runs are why it looks again
  useEffect(() => {
    if (online) void refetch();
  }, [online, watched, refetch]);
  return (
    <Loaded query={query} waiting={<Ghost lines={2} height={24} />}>
      {(newest) => <News play={newest} />}
    </Loaded>
  );
}

function News({ play }: { play: Play | null }) {
  const { welcome } = useTexts();
  const [waited] = useState(!play);
  return (
    <>
      <p role="status" className={styles.news} data-arrived={play ? true : undefined}>
        {play ? <Icon name="check" size={20} /> : <span className={styles.pulse} />}
        <strong>{play ? (waited ? welcome.arrived : welcome.already) : welcome.waiting}</strong>
      </p>
      {play ? <Facts play={play} /> : <p className={styles.note}>{welcome.waitingHelp}</p>}
    </>
  );
}

function Facts({ play }: { play: Play }) {
  const { welcome, unknown } = useTexts();
  const formats = useFormats();
  const nameOf = useValueNames();
  const { video_id = "", page, domain, country = "", device = "", browser, watch_time = 0 } = play;
  const facts = {
    video: video_id,
    page: shownAddress(page || domain || unknown),
    country: nameOf("country", country),
    device: [nameOf("device", device), browser].filter(Boolean).join(", "),
    watched: formats.duration(watch_time),
  };
  return (
    <>
      <dl className={styles.facts}>
        {Object.entries(facts).map(([name, text]) => (
          <div key={name}>
            <dt>{welcome.facts[name as keyof typeof facts]}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ))}
      </dl>
      <Button renderRoot={(props) => <Link to="/analytics" search={{ period: "today" }} {...props} />}>
        {welcome.onwards}
      </Button>
    </>
  );
}
