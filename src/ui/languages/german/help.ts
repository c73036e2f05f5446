/** German for the help with WebGPU. */
import type { Catalogues } from '../catalogues';

export const help: Catalogues['help'] = {
  title: 'WebGPU, Browser für Browser',
  text: 'Mit WebGPU darf eine Webseite die Grafikkarte benutzen. Ohne geht trotzdem alles, auf dem Prozessor (WASM).',
  yours: 'Dieser Browser',
  others: 'Andere Browser',
  still: 'Fehlt immer noch?',
  stillText:
    'Den Grafiktreiber aktualisieren und den Browser neu starten. Virtuelle Maschinen und Fernzugriff haben ' +
    'oft keine Grafikkarte. Einer Seite, die eingebettet oder ohne https geöffnet ist, kann sie verwehrt sein: ' +
    'in einem eigenen Tab öffnen.',
  entries: {
    'chromium-desktop': {
      name: 'Chrome und Edge unter Windows, macOS und ChromeOS',
      steps: [
        'Ab Version 113 von Haus aus an: den Browser aktualisieren.',
        'In den Einstellungen unter System „Grafikbeschleunigung verwenden, falls verfügbar“ einschalten. Den ' +
          'Browser neu starten.',
        'chrome://gpu öffnen (in Edge edge://gpu) und nach WebGPU sehen. „Disabled“ mit einem Grund heißt oft: ' +
          'alter Treiber, bitte aktualisieren.',
      ],
    },
    'chromium-linux': {
      name: 'Chrome und Edge unter Linux',
      steps: [
        'chrome://flags öffnen, nach „WebGPU“ suchen, „Unsafe WebGPU Support“ einschalten und den Browser neu starten.',
        'Fehlt es noch, dort auch „Vulkan“ einschalten und prüfen, ob der Vulkan-Treiber installiert ist: ' +
          'vulkaninfo muss die Grafikkarte nennen.',
        'chrome://gpu ansehen: dort steht, warum WebGPU aus ist.',
      ],
    },
    'chromium-android': {
      name: 'Chrome unter Android',
      steps: [
        'Ab Version 121 von Haus aus an, unter Android 12 und neuer mit Grafikchip von Qualcomm oder ARM: ' +
          'Chrome und Android aktualisieren.',
        'Ältere und andere Telefone haben kein WebGPU: dort hilft WASM. Das kleine Modell wählen.',
      ],
    },
    firefox: {
      name: 'Firefox',
      steps: [
        'Ab Version 141 unter Windows und 145 unter macOS mit Apple-Chip von Haus aus an: Firefox aktualisieren.',
        'Sonst about:config öffnen, dom.webgpu.enabled auf true stellen und neu starten. Unter Linux braucht ' +
          'es dazu vielleicht Firefox Nightly.',
        'Unter about:support, Grafik, steht der Grund, wenn es gesperrt ist.',
      ],
    },
    safari: {
      name: 'Safari unter macOS',
      steps: [
        'Ab Safari 26 von Haus aus an: macOS oder Safari aktualisieren.',
        'Davor: Einstellungen, Erweitert, „Funktionen für Web-Entwickler anzeigen“; dann Feature-Flags, ' +
          '„WebGPU“. Safari neu starten.',
      ],
    },
    ios: {
      name: 'iPhone und iPad, jeder Browser',
      steps: [
        'Ab iOS und iPadOS 26 von Haus aus an: das System aktualisieren. Alle Browser dort nutzen den Motor ' +
          'von Safari, ein anderer hilft also nicht.',
        'Davor: Einstellungen, Apps, Safari, Erweitert, Feature-Flags, „WebGPU“.',
      ],
    },
  },
};
