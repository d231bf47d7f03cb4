/* A verdict is also heard and felt. Both need that the person touched the page once; neither is the only sign. */

const BUZZ = { ok: [80], no: [300, 100, 300], warn: [120, 80, 120] };
const TONES = { ok: [[880, 0, 0.12]], no: [[196, 0, 0.25], [196, 0.35, 0.25]], warn: [[440, 0, 0.1], [440, 0.18, 0.1]] };
let audio = null;

/** Get the loudspeaker ready; call it when the person taps. */
export function wakeSound() {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext;
  if (!Context) return;
  audio ??= new Context();
  if (audio.state === "suspended") audio.resume().catch(() => {});
}

/** @param {"ok"|"no"|"warn"} state */
export function signal(state, withSound = true) {
  if (navigator.vibrate && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate(BUZZ[state]);
  if (!withSound || audio?.state !== "running") return;
  for (const [pitch, start, length] of TONES[state]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    tone.type = state === "no" ? "square" : "sine";
    volume.gain.value = 0.25;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + length);
  }
}
