import { Link } from "@tanstack/react-router";
import icon from "~/icon.svg";
import styles from "./Logo.module.css";

export function Logo() {
  return (
    <Link to="/analytics" className={styles.logo}>
      <img src={icon} alt="" width={24} height={24} />
      Mutoscope
    </Link>
  );
}
