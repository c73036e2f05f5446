/**
 * Registers the English texts of what only the worker tells, whose messages come as codes and values: a fifth of what
 * the first screen would load, and nobody reads one before there is a worker (`toldWorker.ts`).
 */
import '../data/messages';
import '../anatomy/messages';
import '../autodiff/messages';
import '../onnx/messages';
import '../interchange/adapterHubMessages';
import '../interchange/adapterMessages';
import '../interchange/adapterNotes';
import '../interchange/messages';
import '../interchange/peftMessages';
import '../interchange/hub/messages';
import '../session/messages';
import '../tasks/messages';
import '../training/messages';
import '../worker/messages';
