"""Trains <MODEL_TITLE> by <METHOD>, with the settings of a run in the PEFT playground.

<LINK>

Install:   pip install "transformers>=5" "peft>=0.21" accelerate
#: if nf4
           pip install bitsandbytes
#: end
#: if loftq-rounds
           pip install bitsandbytes scipy
#: end
One GPU:   python train.py
Several:   accelerate launch train.py
#: if plain-optimizer
DeepSpeed: pip install deepspeed; accelerate launch --use_deepspeed --zero_stage 2 train.py
#: end
Try it:    python train.py --max-steps 5

The learning rate is one for models of this size, not the playground's, whose models are small.
#: if adamw
#: else
It was found with AdamW: expect to search again with <OPTIMIZER_NAME>, for which there is no published one.
#: end
#: if classification
The classifier is the model's own (Transformers), which may be larger than the playground's.
#: end
#: if adalora
AdaLoRA plans over all steps: with --max-steps it plans over that many. A run that is broken off has not met its budget.
#: end
#: if lora-fa-optimizer
PEFT's LoRA-FA optimiser is a form of AdamW; it has no DeepSpeed form.
#: end
#: if loftq
LoftQ's start is worked out from the model's own file, which must be safetensors (it is what Transformers loads).
#: end
#: if loftq-rounds
Several rounds of LoftQ are PEFT's older form: the targeted weights get their 4-bit values but are held in full precision,
so this needs as much memory as LoRA. One round (T = 1) has a script in real 4 bit.
#: end
"""

import argparse
#: if table
import csv
#: end
#: if prefix-classifier
import inspect
#: end
#: if table
import io
import json
#: end
#: if loftq
import os
#: end

import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
#: if peft
from peft import <PEFT_IMPORTS>
#: end
#: if lora-fa-optimizer
from peft.optimizers import create_lorafa_optimizer
#: end
#: if lora-plus-optimizer
from peft.optimizers import create_loraplus_optimizer
#: end
from torch.utils.data import DataLoader
from transformers import <TRANSFORMERS_IMPORTS>
#: if adafactor
from transformers.optimization import Adafactor
#: end

MODEL = <MODEL>
DATA = <DATA>
#: if table
#: if classification
TEXT_COLUMN, LABEL_COLUMN = <TEXT_COLUMN>, <LABEL_COLUMN>
#: else
TEXT_COLUMN, LABEL_COLUMN = <TEXT_COLUMN>, None
#: end
HEADER = <HEADER>  # the file names its columns; without, they are "column 1", "column 2", ...
#: end

<RATE_SOURCE>
LEARNING_RATE = <LEARNING_RATE>
STEPS = <STEPS>
BATCH_SIZE = <BATCH>  # on each GPU
ACCUMULATION = <ACCUMULATION>  # batches for one step
SEQUENCE_LENGTH = <LENGTH>
SCHEDULE = <SCHEDULE>
WARMUP = <WARMUP>  # share of the steps
WEIGHT_DECAY = <WEIGHT_DECAY>
CLIP_NORM = <CLIP>  # 0: gradients are not clipped
SEED = <SEED>
#: if classification
HEAD = <HEAD>  # the new head, which is always trained
#: else
HEAD = None  # a language model brings its own, which stays as it is
#: end


def is_head(name):
    return HEAD is not None and HEAD in name.split(".")


#: if everything
def adapt(model, steps):
    """Full fine-tuning: every weight is trained."""
    return model
#: end
#: if head
def adapt(model, steps):
    """Only the head is trained."""
    for name, parameter in model.named_parameters():
        parameter.requires_grad = is_head(name)
    return model
#: end
#: if unfreeze
def adapt(model, steps):
    """<METHOD>: these tensors and the head are trained, the rest is frozen."""
    endings = <ENDINGS>
    for name, parameter in model.named_parameters():
        parameter.requires_grad = is_head(name) or name.endswith(endings)
    return model
#: end
#: if peft
def adapt(model, steps):
    """Puts <METHOD> into the model, and freezes the rest."""
#: if adalora
    # Ranks go between these two shares of the run, so the true number of steps must be known.
    final = round(<TFINAL> * steps)
    initial = min(round(<TINIT> * steps), steps - final - 1)
#: end
    config = <CONFIG>(
        task_type=<TASK_TYPE>,
<ENTRIES>
#: if modules-to-save
        modules_to_save=[HEAD],
#: end
#: if adalora
        tinit=initial,
        tfinal=final,
        total_step=steps,
#: end
#: if loftq-rounds
        loftq_config=LoftQConfig(loftq_bits=4, loftq_iter=<ROUNDS>),
#: end
    )
#: if prefix-classifier
    model = takes_prefix(model)
#: end
    model = get_peft_model(model, config)
#: if start-scale
    # PEFT draws the start with a standard deviation of 1.
    model.prompt_encoder["default"].embedding.weight.data.mul_(<START>)
#: end
    return model
#: end


#: if prefix-classifier
def takes_prefix(model):
    """Transformers 5 calls the cached keys and values of a classifier `cache`; PEFT gives them as `past_key_values`."""
    forward = model.forward
    cache = "cache" if "cache" in inspect.signature(model.base_model.forward).parameters else "past_key_values"

    def forward_with_prefix(input_ids=None, attention_mask=None, past_key_values=None, labels=None, **more):
        more = {name: value for name, value in more.items() if value is not None}
        more[cache] = past_key_values
        return forward(input_ids=input_ids, attention_mask=attention_mask, labels=labels, **more)

    model.forward = forward_with_prefix
    return model


#: end
#: if frozen-a
def freeze_a(model):
    """LoRA-FA: A stays as it was drawn, only B is trained."""
    for name, parameter in model.named_parameters():
        if "lora_A" in name:
            parameter.requires_grad = False


#: end
def read_text(path):
    """A file in UTF-8, in UTF-16 with its mark, or else in Windows-1252."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


#: if table
def read_table(path):
    """Rows of a CSV, TSV, JSON or JSONL file as dictionaries."""
    ending = path.rsplit(".", 1)[-1].lower()
    text = read_text(path)
    if ending == "json" or text.lstrip().startswith("["):
        return json.loads(text)
    if ending in ("jsonl", "ndjson"):
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    first, _, rest = text.partition("\n")
    named = first.strip().strip('"').lower()
    if named.startswith("sep=") and len(named) == 5:  # spreadsheets name the separator
        text, delimiter = rest, named[4]
    else:
        delimiter = "\t" if ending == "tsv" else max(",;|\t", key=first.count)
    lines = [line for line in text.split("\n") if line.strip()]
    if ending == "tsv" and len({line.count(delimiter) for line in lines}) == 1:
        # Most TSV files don't quote: a quotation mark at the start of a text is part of it.
        rows = [[unquoted(cell) for cell in line.split(delimiter)] for line in lines]
    else:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    names = [name.strip() for name in rows.pop(0)] if HEADER else [f"column {i + 1}" for i in range(len(rows[0]))]
    return [dict(zip(names, row)) for row in rows if len(row) == len(names)]


def unquoted(cell):
    """A cell without quotation marks around it, where they are around all of it."""
    inner = cell[1:-1]
    whole = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if whole else cell


#: end
#: if classification
def read_data(path, tokenizer, labels=None):
    """@returns examples as token ids with the number of their class, and the names of the classes."""
    rows = [
        (str(row[TEXT_COLUMN]), str(row[LABEL_COLUMN]).strip())
        for row in read_table(path)
        if row.get(TEXT_COLUMN) not in (None, "") and row.get(LABEL_COLUMN) not in (None, "")
    ]
    if not rows:
        raise SystemExit(f"{path} has no rows with {TEXT_COLUMN!r} and {LABEL_COLUMN!r}.")
    if labels is None:
        labels = sorted({label for _, label in rows})
        if all(label.lstrip("-").replace(".", "", 1).isdigit() for label in labels):
            labels.sort(key=float)
    index = {label: i for i, label in enumerate(labels)}
    coded = tokenizer([text for text, _ in rows], truncation=True, max_length=SEQUENCE_LENGTH)
    examples = [
        {"input_ids": ids, "attention_mask": mask, "labels": index[label]}
        for ids, mask, (_, label) in zip(coded["input_ids"], coded["attention_mask"], rows)
    ]
    return examples, labels


#: else
def read_data(path, tokenizer):
    """The texts as one stream of token ids, cut into windows of SEQUENCE_LENGTH."""
#: if table
    texts = [str(row[TEXT_COLUMN]) for row in read_table(path) if row.get(TEXT_COLUMN) not in (None, "")]
#: else
    texts = [read_text(path).strip()]
#: end
    end = [tokenizer.eos_token_id] if len(texts) > 1 and tokenizer.eos_token_id is not None else []
    stream = [token for ids in tokenizer(texts)["input_ids"] for token in ids + end]
    length = min(SEQUENCE_LENGTH, len(stream))
    if length < 2:
        raise SystemExit(f"{path} has too little text for language modelling.")
    windows = [stream[at : at + length] for at in range(0, len(stream) - length + 1, length)]
    return [{"input_ids": ids, "attention_mask": [1] * length, "labels": ids} for ids in windows], None


def collate(examples):
    """All windows have one length, so nothing is padded. The model shifts the labels itself."""
    return {name: torch.tensor([example[name] for example in examples]) for name in examples[0]}


#: end
def load_model(name, labels, tokenizer, accelerator, dtype):
    """The pretrained model with the head of the task."""
    options = {"dtype": dtype}
#: if nf4
    options["quantization_config"] = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=<DOUBLE>,
        bnb_4bit_compute_dtype=dtype,
        llm_int8_skip_modules=["lm_head", "classifier", "score", "classification_head"],
    )
    if accelerator.device.type != "cpu":
        options["device_map"] = {"": accelerator.device}
#: end
#: if classification
    options["id2label"] = dict(enumerate(labels))
    options["label2id"] = {label: i for i, label in enumerate(labels)}
    model = AutoModelForSequenceClassification.from_pretrained(name, num_labels=len(labels), **options)
#: else
    model = AutoModelForCausalLM.from_pretrained(name, **options)
#: end
    if model.config.pad_token_id is None:
        model.config.pad_token_id = tokenizer.pad_token_id
#: if nf4
    model = prepare_model_for_kbit_training(model)
#: end
    return model


#: if loftq
def start_as_loftq(model, name):
    """A and B begin as the best low-rank copy of what quantisation lost."""
    path = None
    if os.path.isdir(name):
        path = os.path.join(name, "model.safetensors")
    replace_lora_weights_loftq(model, model_path=path)


#: end
def make_optimizer(model, rate):
#: if lora-fa-optimizer
    """Freezes A, and takes steps of B that come as near as they can to those of full fine-tuning."""
    return create_lorafa_optimizer(model, r=<RANK>, lora_alpha=<ALPHA>, lr=rate, weight_decay=WEIGHT_DECAY)
#: else
#: if lora-plus-optimizer
    """B takes steps <RATIO> times as large as A, and so do vectors of the head."""
#: if adamw
    more = {"optimizer_cls": torch.optim.AdamW}
#: end
#: if sgd
    more = {"optimizer_cls": torch.optim.SGD, "momentum": 0.9}
#: end
#: if adafactor
    more = {"optimizer_cls": Adafactor, "scale_parameter": False, "relative_step": False}
#: end
    return create_loraplus_optimizer(
        model, lr=rate, loraplus_lr_ratio=<RATIO>, loraplus_weight_decay=WEIGHT_DECAY, **more
    )
#: else
    """Weight decay pulls on matrices only: not on biases, norms, scales and virtual tokens."""
#: if peft
    free = ("ia3_l", "lora_E", "magnitude_vector", "embedding.weight")
#: end
    groups = {WEIGHT_DECAY: [], 0.0: []}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
#: if peft
            decays = parameter.ndim >= 2 and not any(part in name for part in free)
#: else
            decays = parameter.ndim >= 2
#: end
            groups[WEIGHT_DECAY if decays else 0.0].append(parameter)
    groups = [{"params": parameters, "weight_decay": decay} for decay, parameters in groups.items() if parameters]
#: if adamw
    return torch.optim.AdamW(groups, lr=rate)
#: end
#: if sgd
    return torch.optim.SGD(groups, lr=rate, momentum=0.9)
#: end
#: if adafactor
    return Adafactor(groups, lr=rate, scale_parameter=False, relative_step=False)
#: end
#: end
#: end


@torch.no_grad()
def evaluate(model, loader, accelerator, labels):
    """Prints how well the model does on data that it was not trained on."""
    model.eval()
#: if classification
    guesses, answers = [], []
    for batch in loader:
        guess = model(**batch).logits.argmax(-1)
        guess, answer = accelerator.gather_for_metrics((guess, batch["labels"]))
        guesses += guess.tolist()
        answers += answer.tolist()
    f1 = []
    for label in range(len(labels)):
        right = sum(g == a == label for g, a in zip(guesses, answers))
        f1.append(2 * right / max(1, guesses.count(label) + answers.count(label)))
    accuracy = sum(g == a for g, a in zip(guesses, answers)) / len(answers)
    accelerator.print(f"test: accuracy {accuracy:.4f}, macro F1 {sum(f1) / len(f1):.4f}, {len(answers)} examples")
#: else
    losses = []
    for batch in loader:
        # Virtual tokens stand before the text.
        logits = model(**batch).logits[:, -batch["labels"].shape[1] :].float()
        loss = torch.nn.functional.cross_entropy(
            logits[:, :-1].transpose(1, 2), batch["labels"][:, 1:], reduction="none"
        ).mean(1)
        losses += accelerator.gather_for_metrics(loss).tolist()
    loss = torch.tensor(losses).mean()
    accelerator.print(f"test: loss {loss:.4f}, perplexity {loss.exp():.2f}")
#: end


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=MODEL, help="name at the Hugging Face hub, or a folder; of the same family")
    parser.add_argument("--data", default=DATA, help="<DATA_HELP>")
    parser.add_argument("--test", help="a file like that of --data, to measure on after training")
#: if resumable
    parser.add_argument("--adapter", help="folder of a PEFT adapter for the same model to go on from")
#: end
    parser.add_argument("--output", default="<OUTPUT>", help="folder to save to")
    parser.add_argument("--learning-rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--max-steps", type=int, default=STEPS, help="steps of the optimiser")
    parser.add_argument("--log-every", type=int, default=10, help="steps between two printed losses")
    parser.add_argument("--precision", choices=["auto", "bf16", "fp32"], default="auto", help="auto: bf16 on a GPU that has it")
    arguments = parser.parse_args()
    steps = arguments.max_steps

    bf16 = arguments.precision == "bf16" or (
        arguments.precision == "auto" and torch.cuda.is_available() and torch.cuda.is_bf16_supported()
    )
    accelerator = Accelerator(mixed_precision="bf16" if bf16 else "no", gradient_accumulation_steps=ACCUMULATION)
    set_seed(SEED)
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
#: if pad-left
    # Where PEFT passes embeddings, the classifier can't see padding and reads the last position: texts must end there.
    tokenizer.padding_side = "left"
#: end
#: if pad-right
    tokenizer.padding_side = "right"
#: end
    rows, labels = read_data(arguments.data, tokenizer)

#: if everything
    # All weights are trained, so they are held in 32 bit, and only computed with in 16.
    model = load_model(arguments.model, labels, tokenizer, accelerator, torch.float32)
#: else
    model = load_model(arguments.model, labels, tokenizer, accelerator, torch.bfloat16 if bf16 else torch.float32)
#: end
#: if resumable
    if arguments.adapter:
#: if own-start
        # PEFT trains no loaded prompt, so a new one gets its numbers.
        model = adapt(model, steps)
        set_peft_model_state_dict(model, load_peft_weights(arguments.adapter))
#: else
        model = PeftModel.from_pretrained(model, arguments.adapter, is_trainable=True)
#: end
    else:
        model = adapt(model, steps)
#: if loftq
        start_as_loftq(model, arguments.model)
#: end
#: else
    model = adapt(model, steps)
#: end
#: if frozen-a
    freeze_a(model)
#: end
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    optimizer = make_optimizer(model, arguments.learning_rate)
    sizes = {name: parameter.numel() for name, parameter in model.named_parameters() if parameter.requires_grad}
    head = sum(size for name, size in sizes.items() if is_head(name))
    accelerator.print(f"trained numbers: {sum(sizes.values()) - head:,} of the method, {head:,} of the head")
    if not sizes:
        raise SystemExit("Nothing is trained: none of the tensors that the method trains is in this model.")

#: if classification
    collate = DataCollatorWithPadding(tokenizer)
#: end
    full = len(rows) > BATCH_SIZE * accelerator.num_processes
    loader = DataLoader(rows, batch_size=BATCH_SIZE, shuffle=True, collate_fn=collate, drop_last=full)
    # Accelerate moves the schedule once for each process, so it is stretched by their number.
    stretch = accelerator.num_processes
    schedule = get_scheduler(
        SCHEDULE,
        optimizer,
        num_warmup_steps=round(WARMUP * steps) * stretch,
        num_training_steps=steps * stretch,
    )
    model, optimizer, loader, schedule = accelerator.prepare(model, optimizer, loader, schedule)

    model.train()
    step = 0
    while step < steps:
        for batch in loader:
            with accelerator.accumulate(model):
                loss = model(**batch).loss
                accelerator.backward(loss)
                if accelerator.sync_gradients and CLIP_NORM > 0:
                    accelerator.clip_grad_norm_(model.parameters(), CLIP_NORM)
                optimizer.step()
                schedule.step()
#: if adalora
                if accelerator.sync_gradients:
                    # Importance is read from the gradients, so before they are cleared.
                    accelerator.unwrap_model(model).base_model.update_and_allocate(step + 1)
#: end
                optimizer.zero_grad()
            if not accelerator.sync_gradients:
                continue
            step += 1
            if step % arguments.log_every == 0 or step == steps:
                accelerator.print(f"step {step:5d}  loss {loss.item():.4f}", flush=True)
            if step == steps:
                break

    if arguments.test:
#: if classification
        held, _ = read_data(arguments.test, tokenizer, labels)
#: else
        held, _ = read_data(arguments.test, tokenizer)
#: end
        tests = accelerator.prepare(DataLoader(held, batch_size=BATCH_SIZE, collate_fn=collate))
        evaluate(model, tests, accelerator, labels)

    accelerator.wait_for_everyone()
    whole = accelerator.unwrap_model(model)
    state = accelerator.get_state_dict(model)
    whole.save_pretrained(arguments.output, is_main_process=accelerator.is_main_process, state_dict=state)
    if accelerator.is_main_process:
        tokenizer.save_pretrained(arguments.output)
    accelerator.print(f"Saved to {arguments.output}")


if __name__ == "__main__":
    main()
