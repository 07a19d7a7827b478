// A custom element with the media API, such as those for YouTube and Vimeo: what plays is out of the page's sight.
customElements.define(
  "test-tube",
  class extends HTMLElement {
    #video = document.createElement("video");

    constructor() {
      super();
      this.#video.muted = true;
      this.attachShadow({ mode: "closed" }).append(this.#video);
      const told = "canplaythrough emptied ended error pause play playing ratechange seeked seeking timeupdate waiting";
      for (const type of told.split(" "))
        this.#video.addEventListener(type, () => this.dispatchEvent(new Event(type)));
      for (const name of [
        "currentTime",
        "playbackRate",
        "paused",
        "ended",
        "seeking",
        "duration",
        "readyState",
        "loop",
        "autoplay",
        "error",
      ]) {
        Object.defineProperty(this, name, {
          get: () => this.#video[name],
          set: (value) => {
            this.#video[name] = value;
          },
        });
      }
    }

    connectedCallback() {
      this.#video.src = this.getAttribute("src");
    }

    play() {
      return this.#video.play();
    }

    pause() {
      this.#video.pause();
    }
  },
);
