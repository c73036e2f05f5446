"""Trains <METHOD> with the settings of a run in the PEFT playground.

<LINK>

Install:   pip install "transformers>=4.46" "peft>=0.14" accelerate datasets
One GPU:   python train.py
Several:   accelerate launch train.py
DeepSpeed: pip install deepspeed; accelerate launch --use_deepspeed --zero_stage 2 train.py
4 bit:     pip install bitsandbytes; python train.py --four-bit   (QLoRA: frozen weights in NF4)

The learning rate is the one of the playground, which trains small models. Large models often want a tenth of it.
The classifier is the model's own (Transformers), which may be larger than the playground's single linear layer.
"""
import argparse

import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from datasets import load_dataset
from peft import PeftModel, get_peft_config, get_peft_model, prepare_model_for_kbit_training
from torch.utils.data import DataLoader
from transformers import (
    AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer, BitsAndBytesConfig,
    DataCollatorForLanguageModeling, DataCollatorWithPadding, get_scheduler,
)

MODEL = <MODEL>
DATA = <DATA>
TASK = <TASK>
USES_PEFT = <USES_PEFT>

LEARNING_RATE = <LEARNING_RATE>
STEPS = <STEPS>
BATCH_SIZE = <BATCH>
SEQUENCE_LENGTH = <LENGTH>
OPTIMIZER = <OPTIMIZER>
SCHEDULE = <SCHEDULE>
WARMUP = <WARMUP>
WEIGHT_DECAY = <WEIGHT_DECAY>
CLIP_NORM = <CLIP>
ACCUMULATION = <ACCUMULATION>
SEED = <SEED>


def is_head(name):
    """The new head, which is always trained; a language model has none."""
    return TASK == "classification" and name.split(".")[0] in ("classifier", "score", "classification_head")


def adapt(model):
    """Puts the method into the model, and freezes the rest."""
    # <ADAPT>


def read_data(path, tokenizer):
    """A table with the columns text and label, or plain text, as token ids."""
    kind = {"csv": "csv", "tsv": "csv", "json": "json", "jsonl": "json"}.get(path.rsplit(".", 1)[-1], "text")
    options = {"delimiter": "\t"} if path.endswith(".tsv") else {}
    rows = load_dataset(kind, data_files=path, split="train", **options)
    if TASK == "classification":
        labels = sorted({str(label) for label in rows["label"]})
        index = {label: i for i, label in enumerate(labels)}

        def encode(batch):
            coded = tokenizer(batch["text"], truncation=True, max_length=SEQUENCE_LENGTH)
            return {**coded, "labels": [index[str(label)] for label in batch["label"]]}

        return rows.map(encode, batched=True, remove_columns=rows.column_names), labels

    def chunk(batch):
        ids = [token for text in tokenizer(batch["text"])["input_ids"] for token in text + [tokenizer.eos_token_id]]
        cut = len(ids) // SEQUENCE_LENGTH * SEQUENCE_LENGTH
        return {"input_ids": [ids[i : i + SEQUENCE_LENGTH] for i in range(0, cut, SEQUENCE_LENGTH)]}

    return rows.map(chunk, batched=True, remove_columns=rows.column_names), []


def load_model(name, labels, tokenizer, four_bit):
    """The pretrained model with the head of the task."""
    options = {}
    if four_bit:
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=torch.bfloat16
        )
    if TASK == "classification":
        model = AutoModelForSequenceClassification.from_pretrained(
            name, num_labels=len(labels), id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)}, **options
        )
    else:
        model = AutoModelForCausalLM.from_pretrained(name, **options)
    if model.config.pad_token_id is None:
        model.config.pad_token_id = tokenizer.pad_token_id
    return prepare_model_for_kbit_training(model) if four_bit else model


def make_optimizer(model):
    """Weight decay pulls on matrices only."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [p for p in trained if p.ndim >= 2], "weight_decay": WEIGHT_DECAY},
        {"params": [p for p in trained if p.ndim < 2], "weight_decay": 0.0},
    ]
    if OPTIMIZER == "sgd":
        return torch.optim.SGD(groups, lr=LEARNING_RATE, momentum=0.9)
    if OPTIMIZER == "adafactor":
        from transformers.optimization import Adafactor

        return Adafactor(groups, lr=LEARNING_RATE, scale_parameter=False, relative_step=False)
    return torch.optim.AdamW(groups, lr=LEARNING_RATE)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=MODEL, help="name at the Hugging Face hub, or a folder")
    parser.add_argument("--data", default=DATA, help="CSV, TSV or JSONL with text and label, or plain text")
    parser.add_argument("--adapter", help="folder of an adapter for the same model, saved by the playground, to go on from")
    parser.add_argument("--output", default="adapter", help="folder to save to")
    parser.add_argument("--four-bit", action="store_true", help="frozen weights in NF4 (needs bitsandbytes and CUDA)")
    arguments = parser.parse_args()

    accelerator = Accelerator(gradient_accumulation_steps=ACCUMULATION)
    set_seed(SEED)
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    with accelerator.main_process_first():
        rows, labels = read_data(arguments.data, tokenizer)

    model = load_model(arguments.model, labels, tokenizer, arguments.four_bit)
    if arguments.adapter and USES_PEFT:
        model = PeftModel.from_pretrained(model, arguments.adapter, is_trainable=True)
    else:
        model = adapt(model)
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    accelerator.print(f"{trained:,} trained parameters, head included")

    collate = DataCollatorWithPadding(tokenizer) if TASK == "classification" else DataCollatorForLanguageModeling(tokenizer, mlm=False)
    loader = DataLoader(rows, batch_size=BATCH_SIZE, shuffle=True, collate_fn=collate, drop_last=len(rows) > BATCH_SIZE)
    optimizer = make_optimizer(model)
    # Accelerate moves the schedule once for each process, so it is stretched by their number.
    processes = accelerator.num_processes
    kind = {"linear": "linear", "cosine": "cosine", "constant": "constant_with_warmup"}[SCHEDULE]
    schedule = get_scheduler(kind, optimizer, num_warmup_steps=round(WARMUP * STEPS) * processes, num_training_steps=STEPS * processes)
    model, optimizer, loader, schedule = accelerator.prepare(model, optimizer, loader, schedule)

    model.train()
    step = 0
    while step < STEPS:
        for batch in loader:
            with accelerator.accumulate(model):
                loss = model(**batch).loss
                accelerator.backward(loss)
                if accelerator.sync_gradients and CLIP_NORM > 0:
                    accelerator.clip_grad_norm_(model.parameters(), CLIP_NORM)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad()
            if not accelerator.sync_gradients:
                continue
            step += 1
            if step % 10 == 0 or step == STEPS:
                accelerator.print(f"step {step:5d}  loss {loss.item():.4f}")
            if step == STEPS:
                break

    accelerator.wait_for_everyone()
    whole = accelerator.unwrap_model(model)
    whole.save_pretrained(arguments.output, is_main_process=accelerator.is_main_process, state_dict=accelerator.get_state_dict(model))
    if accelerator.is_main_process:
        tokenizer.save_pretrained(arguments.output)
    accelerator.print(f"Saved to {arguments.output}")


if __name__ == "__main__":
    main()
