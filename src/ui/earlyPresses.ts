/** Buttons pressed on the drawn first screen before React had taken it over: repeated as soon as it has. */
import { useEffect } from 'react';

declare global {
  interface Window {
    /** Filled by the script in the page's head (scripts/first-screen.ts). */
    earlyPresses?: HTMLElement[];
  }
}

let pressed: readonly HTMLElement[] = [];

/** To be called right before React takes over: from then on it sees presses by itself. */
export function takeEarlyPresses(): void {
  pressed = window.earlyPresses ?? [];
  delete window.earlyPresses;
}

export function useEarlyPresses(): void {
  useEffect(() => {
    const buttons = pressed;
    pressed = [];
    for (const button of buttons) button.click();
  }, []);
}
