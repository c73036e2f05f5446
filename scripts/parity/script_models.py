"""Small random models of each family with a tokenizer, and data that they can learn: what check_scripts.py runs on."""
import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, PreTrainedTokenizerFast

# As write_scripts.ts describes them. On some processors bitsandbytes quantises smaller matrices wrongly (32 x 32).
HIDDEN, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS, CLASSES = 64, 2, 4, 128, 160, 96, 3
SPECIAL = ['<pad>', '<s>', '</s>', '<unk>']
WORDS = [f'w{i}' for i in range(VOCABULARY - len(SPECIAL))]


def kind_of(task):
    return AutoModelForSequenceClassification if task == 'classification' else AutoModelForCausalLM


def config_of(family):
    ids = {'pad_token_id': 0, 'bos_token_id': 1, 'eos_token_id': 2}
    # A random model of the usual deviation gives nearly the same for every text, and prompts could not change it.
    shape = {'hidden_size': HIDDEN, 'num_hidden_layers': LAYERS, 'num_attention_heads': HEADS, 'intermediate_size': INNER,
             'vocab_size': VOCABULARY, 'max_position_embeddings': POSITIONS, 'initializer_range': 0.1, **ids}
    if family == 'roberta':
        return transformers.RobertaConfig(**shape, type_vocab_size=1, hidden_dropout_prob=0, attention_probs_dropout_prob=0)
    if family == 'llama':
        return transformers.LlamaConfig(**shape, tie_word_embeddings=False)
    if family == 'gpt2':
        return transformers.GPT2Config(vocab_size=VOCABULARY, n_embd=HIDDEN, n_layer=LAYERS, n_head=HEADS, n_inner=INNER, n_positions=POSITIONS,
                                       initializer_range=0.1, **ids)
    return transformers.T5Config(vocab_size=VOCABULARY, d_model=HIDDEN, d_ff=INNER, num_layers=LAYERS, num_heads=HEADS,
                                 d_kv=HIDDEN // HEADS, feed_forward_proj='relu', decoder_start_token_id=0, **ids)


def make_model(family, task, folder):
    """Saves a random model with a tokenizer of whole words, so that everything is loaded as from the hub."""
    torch.manual_seed(3)
    config = config_of(family)
    config.num_labels = CLASSES
    kind_of(task).from_config(config).save_pretrained(folder)
    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(SPECIAL + WORDS)}, unk_token='<unk>'))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    around = {'roberta': '<s> $A </s>', 't5': '$A </s>', 'llama': '<s> $A'}.get(family)
    if around:
        words.post_processor = processors.TemplateProcessing(single=around, special_tokens=[('<s>', 1), ('</s>', 2)])
    # GPT-2 and LLaMA come without padding.
    padding = {} if family in ('gpt2', 'llama') else {'pad_token': '<pad>'}
    PreTrainedTokenizerFast(tokenizer_object=words, bos_token='<s>', eos_token='</s>', unk_token='<unk>', **padding).save_pretrained(folder)


def make_data(folder):
    """Classes that show in a word of theirs, and a text that repeats itself."""
    draw = torch.Generator().manual_seed(5)
    some = lambda n: [WORDS[i] for i in torch.randint(20, 60, (n,), generator=draw).tolist()]
    lines = ['label\ttext']
    for i in range(24):
        words = some(4 + i % 5)
        for place in (0, 2, 4):
            words.insert(place, WORDS[i % CLASSES])
        lines.append(f'class {i % CLASSES}\t"{" ".join(words)}' if i == 5 else f'class {i % CLASSES}\t{" ".join(words)}')
    (folder / 'train.tsv').write_text('\n'.join(lines) + '\n')
    verse = some(12)
    (folder / 'train.txt').write_text('\n'.join(' '.join(verse) for _ in range(40)))
