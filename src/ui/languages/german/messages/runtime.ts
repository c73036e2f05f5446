/** German for what the runtime tells. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { runtimeTexts } from '../../../../runtime/messages';

export const runtime: TranslatedTexts<typeof runtimeTexts> = {
  wasm: ({ threads }) => `WASM · ${threads} Thread${threads === '1' ? '' : 's'}`,
  webGpu: ({ gpu }) => `WebGPU · ${gpu}`,
  insecurePage:
    'WebGPU braucht eine sichere Seite: diese Seite über https oder von localhost öffnen, oder mit WASM trainieren.',
  noWebGpu:
    'Dieser Browser hat kein WebGPU. Ein aktuelles Chrome, Edge, Safari oder Firefox nehmen, oder mit WASM trainieren.',
  noDawn: 'WebGPU in Node braucht das npm-Paket „webgpu“, das es für diese Maschine nicht gibt. Mit WASM trainieren.',
  accessRefused:
    'Der Browser hat den Zugriff auf die GPU verweigert. Mit WASM trainieren, oder den Browser neu starten und ' +
    'noch einmal versuchen.',
  noAdapter:
    'WebGPU ist da, aber der Browser hat keine nutzbare GPU gefunden (vielleicht ist sie wegen ihres Treibers ' +
    'gesperrt). Mit WASM trainieren, oder den Grafiktreiber aktualisieren.',
  deviceRefused:
    'Der Browser hat eine GPU gefunden, sie aber nicht öffnen wollen. Andere Seiten schließen, die die GPU ' +
    'benutzen, oder mit WASM trainieren.',
  deviceLost: ({ reason }) => `Die GPU ging verloren (${reason}).`,
  noReason: 'ohne Angabe eines Grundes',
  stepsLost: ({ lost }) =>
    `${lost} Verloren sind höchstens die Schritte seit dem letzten Zwischenstand: weitermachen, wieder auf der GPU ` +
    'oder mit WASM.',
  gpuMemoryFull:
    'Der Speicher der GPU ist voll. Einen kleineren Batch oder eine kürzere Länge wählen, oder mit WASM trainieren.',
  gpuError: ({ error }) => `Die GPU meldet einen Fehler: ${error}`,
  heapFull:
    'Der Speicher für WebAssembly ist voll. Einen kleineren Batch, eine kürzere Länge oder ein kleineres ' +
    'Modell wählen.',
  memoryFull: ({ doing }) =>
    `Der Speicher ist voll (${doing}). Einen kleineren Batch oder eine kürzere Länge wählen und noch einmal versuchen.`,
  failed: ({ doing, error }) => `Die Laufzeit ist gescheitert (${doing}): ${error}`,
  preparing: ({ graph }) => `beim Vorbereiten des Graphen „${graph}“`,
  running: ({ graph }) => `beim Rechnen des Graphen „${graph}“`,
  reading: 'beim Lesen von der GPU',
  notStarted: ({ reason }) =>
    `Die WebAssembly-Laufzeit ließ sich nicht starten (${reason}). Die Seite neu laden; hilft das nicht, einen ` +
    'aktuellen Browser nehmen.',
  notDownloaded: ({ status }) => `die Laufzeit ließ sich nicht herunterladen, Status ${status}`,
};
