/** Words of the help for browsers without WebGPU. */
import type { Entry } from './browser';

interface Advice {
  readonly name: string;
  readonly steps: readonly string[];
}

export const english = {
  title: 'WebGPU, browser by browser',
  text: 'WebGPU lets a web page use the graphics card. Without it everything still works on the processor (WASM).',
  yours: 'Your browser',
  others: 'Other browsers',
  still: 'Still missing?',
  stillText:
    'Update the graphics driver and restart the browser. Virtual machines and remote desktops often have no ' +
    'graphics card. A page that is embedded, or opened without https, may not be allowed to use it: open it in ' +
    'a tab of its own.',
  entries: {
    'chromium-desktop': {
      name: 'Chrome and Edge on Windows, macOS and ChromeOS',
      steps: [
        'On by default since version 113: update the browser.',
        'Open the settings, System, and turn on “Use graphics acceleration when available”. Restart the browser.',
        'Open chrome://gpu (in Edge edge://gpu) and look for WebGPU. “Disabled” beside a reason often means an ' +
          'old driver: update it.',
      ],
    },
    'chromium-linux': {
      name: 'Chrome and Edge on Linux',
      steps: [
        'Open chrome://flags, search for “WebGPU”, enable “Unsafe WebGPU Support” and restart the browser.',
        'If it is still missing, enable “Vulkan” there too and check that the Vulkan driver is installed: ' +
          'vulkaninfo must name the graphics card.',
        'Look at chrome://gpu: it says why WebGPU is off.',
      ],
    },
    'chromium-android': {
      name: 'Chrome on Android',
      steps: [
        'On by default since version 121, on Android 12 and newer with a Qualcomm or ARM graphics chip: update ' +
          'Chrome and Android.',
        'Older or other phones have no WebGPU: WASM is the way there. Choose the tiny model.',
      ],
    },
    firefox: {
      name: 'Firefox',
      steps: [
        'On by default since version 141 on Windows and 145 on macOS with Apple silicon: update Firefox.',
        'Elsewhere open about:config, set dom.webgpu.enabled to true and restart. On Linux this may need ' +
          'Firefox Nightly.',
        'Look at about:support, Graphics, for the reason when it is blocked.',
      ],
    },
    safari: {
      name: 'Safari on macOS',
      steps: [
        'On by default since Safari 26: update macOS or Safari.',
        'Before that: Settings, Advanced, “Show features for web developers”; then Feature Flags, “WebGPU”. ' +
          'Restart Safari.',
      ],
    },
    ios: {
      name: 'iPhone and iPad, every browser',
      steps: [
        "On by default since iOS and iPadOS 26: update the system. All browsers there use Safari's engine, so " +
          'another browser does not help.',
        'Before that: Settings, Apps, Safari, Advanced, Feature Flags, “WebGPU”.',
      ],
    },
  } satisfies Record<Entry, Advice>,
};
