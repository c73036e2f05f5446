/** German for the share dialog, for what a link brings, and for the lite page. */
import type { Catalogues } from '../catalogues';

export const share: Catalogues['share'] = {
  open: 'Teilen',
  title: 'Teilen',
  text:
    'Ein Link enthält die ganze Seite: Modell, Daten, Methode und jede Einstellung samt Startwert. Wer ihn ' +
    'öffnet, bekommt denselben Lauf. Nichts wird hochgeladen.',
  tabs: { label: 'Wege zu teilen', link: 'Link', embed: 'Einbetten', adapter: 'Adapter' },

  link: {
    label: 'Link',
    copy: 'Link kopieren',
    copied: 'Kopiert',
    copyFailed: 'Der Browser hat das Kopieren verweigert: den Text auswählen und von Hand kopieren.',
    size: (characters) => `${characters} Zeichen`,
    long: 'Manche Programme kürzen Links von mehr als 2.000 Zeichen: dort ausprobieren, wo er verschickt wird.',
    own: 'Eigene Dateien reisen nicht in einem Link: wer ihn öffnet, bekommt statt ihrer mitgelieferte.',
    include: 'In den Link aufnehmen',
    data: (size) => `die eigenen Zeilen, ${size} Zeichen: wer den Link öffnet, kann sie lesen`,
    curve: (size) => `die Kurven dieses Laufs${size && `, ${size} Zeichen`}`,
    noCurve: 'die Kurven eines Laufs: erst trainieren',
    adapter: (size) => `den trainierten Adapter${size && `, ${size} Zeichen, auf 16 Bit gerundet`}`,
    noAdapter: 'den trainierten Adapter: erst trainieren',
    largeAdapter: 'der trainierte Adapter ist zu groß für einen Link: als Datei teilen, unter Adapter',
    packing: 'Der Adapter wird gepackt…',
  },
  qr: { label: 'QR-Code des Links', tooLong: 'Zu lang für einen QR-Code: den Adapter oder die Kurven weglassen.' },

  lesson: {
    open: 'Für den Unterricht: Regler verbergen oder sperren',
    text:
      'Ein gesperrter Regler ist zu sehen, lässt sich aber nicht ändern. Ein verborgener ist nicht zu sehen. Das ' +
      'hilft im Unterricht und ist kein Schutz: wer die Adresse bearbeitet, kann es ändern.',
    control: 'Regler',
    lock: 'Sperren',
    hide: 'Verbergen',
    all: 'alle',
    none: 'keine',
    lockOf: (control) => `${control} sperren`,
    hideOf: (control) => `${control} verbergen`,
  },
  locked: 'Gesperrt durch den geöffneten Link',
  lockedBar: 'Dieser Link sperrt einige Regler.',

  embed: {
    text:
      'Dies an die Stelle der eigenen Seite setzen, an der es erscheinen soll. Die schlanke Form hat nur das ' +
      'Diagramm, den Loss und „Start“, mit einem Link zur ganzen Seite.',
    width: 'Breite',
    height: 'Höhe',
    pixels: 'Pixel',
    lite: 'Schlanke Form',
    code: 'Code',
    copy: 'Code kopieren',
    size: (low, high) => `Eine ganze Zahl von ${low} bis ${high}.`,
    title: 'PEFT playground: ein Sprachmodell feinabstimmen',
  },

  adapter: {
    save: 'Den trainierten Adapter speichern',
    saveText: 'Ein Zip mit adapter_config.json und adapter_model.safetensors.',
    peft: 'Hugging Face PEFT lädt ihn.',
    own: 'Eigenes Format: diese Seite und die Kommandozeile laden es.',
    download: 'Adapter herunterladen',
    downloading: 'Wird geschrieben…',
    saved: (name, size, step) => `${name}: ${size} an Zahlen, nach ${step} Schritten.`,
    untrained: 'Noch ist nichts trainiert: der Adapter würde nichts ändern. Erst trainieren.',
    use: 'Einen Adapter verwenden',
    useText:
      'Von hier, aus Hugging Face PEFT oder von AdapterHub, für ein Modell wie das gewählte. Die Seite ' +
      'übernimmt Methode und Einstellungen; danach ausprobieren oder weitertrainieren.',
    drop: 'Das Zip, den Ordner oder die Dateien hier ablegen oder auswählen',
    reading: 'Der Adapter wird gelesen…',
    using: (what) => `In Verwendung: ${what}.`,
  },
  held: {
    file: (file, kind, scalars) =>
      `Adapter aus ${file}: ${kind}, ${scalars} Zahlen. Das Training geht von ihm aus weiter.`,
    link: (kind, scalars) =>
      `Der Link hat einen trainierten Adapter gebracht: ${kind}, ${scalars} Zahlen. Unten ausprobieren; das ` +
      'Training geht von ihm aus weiter.',
    foreign: (library, base) => (base ? `Mit ${library} für ${base} gemacht.` : `Mit ${library} gemacht.`),
    predicted: 'Jetzt: der geladene Adapter',
    written: 'Mit dem geladenen Adapter',
    remove: 'Entfernen',
  },

  recorded: (date, backend) =>
    `Per Link geteilt: Kurven eines Laufs vom ${date}${backend && ` (${backend})`}, ausgedünnt und gerundet. ` +
    'Mit „Start“ hier trainieren.',

  notes: {
    label: 'Zu diesem Link',
    dismiss: 'Ausblenden',
    text: {
      newer: () =>
        'Dieser Link stammt von einer neueren Fassung der Seite. Was diese Fassung kennt, wurde übernommen; ' +
        'für den Rest die Seite neu laden.',
      'too-long': () =>
        'Dieser Link ist länger als jeder, den diese Seite macht; gelesen wurden nur seine Einstellungen. ' +
        'Bitte noch einmal schicken lassen.',
      'bad-curve': () =>
        'Die Kurven in diesem Link sind nicht lesbar: er wurde unterwegs gekürzt oder verändert. Die ' +
        'Einstellungen wurden übernommen. Den Link noch einmal schicken lassen.',
      'adapter-waits': (detail) => detail,
      'bad-data': () =>
        'Die Daten in diesem Link sind nicht lesbar: er wurde unterwegs gekürzt oder verändert. Genommen wurde ein ' +
        'mitgelieferter Datensatz. Den Link noch einmal schicken lassen, oder die Daten als Datei.',
      'bad-adapter': (detail) =>
        detail ||
        'Der Adapter in diesem Link ist nicht lesbar: er wurde unterwegs gekürzt oder verändert. Die ' +
          'Einstellungen wurden übernommen. Den Link noch einmal schicken lassen, oder den Adapter als Datei.',
      missing: (detail) =>
        detail
          ? `Dieser Link nennt „${detail}“, das es hier nicht gibt. Genommen wurde das Übliche.`
          : 'Dieser Link nennt etwas, das es hier nicht gibt. Genommen wurde das Übliche.',
      'own-model': () =>
        'Dieser Link wurde mit einem eigenen Modell gemacht, das nicht in einem Link reist. Genommen wurde ein ' +
        'mitgeliefertes; für das eigentliche dessen Dateien schicken lassen und unter Modell einlesen.',
      'own-data': () =>
        'Dieser Link wurde mit eigenen Daten gemacht, die nicht in einem Link reisen. Genommen wurde ein ' +
        'mitgelieferter Datensatz; für die eigentlichen die Datei schicken lassen und unter Daten einlesen.',
      told: (detail) => detail,
    },
  },

  lite: { full: 'Ganze Seite öffnen', title: 'PEFT playground, schlank' },
};
