/** Registers the English texts of every layer on the page: messages come from the worker as codes and values. */
import '../data/messages';
import '../anatomy/messages';
import '../autodiff/messages';
import '../methods/messages';
import '../methods/registry';
import '../onnx/messages';
import '../interchange/adapterHubMessages';
import '../interchange/adapterMessages';
import '../interchange/adapterNotes';
import '../interchange/messages';
import '../interchange/peftMessages';
import '../interchange/hub/messages';
import '../runtime/messages';
import '../state/messages';
import '../tasks/messages';
import '../training/messages';
import '../worker/messages';
