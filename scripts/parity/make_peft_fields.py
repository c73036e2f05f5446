"""Prints the entries that configurations of HF PEFT have, for src/interchange/peftFields.ts: python scripts/parity/make_peft_fields.py

Those of the types that are read here, without those that a type shares with all others.
"""
import dataclasses

from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING

TYPES = ('LORA ADALORA IA3 LOKR LOHA PROMPT_TUNING P_TUNING MULTITASK_PROMPT_TUNING PREFIX_TUNING TRAINABLE_TOKENS ADAPTION_PROMPT VERA HRA MISS ROAD POLY C3A OFT BOFT RANDLORA VBLORA TINYLORA DELORA GRALORA FOURIERFT '
         'WAVEFT SHIRA HIRA LN_TUNING CPT').split()


def main():
    print(' '.join(sorted({field.name for kind in TYPES for field in dataclasses.fields(PEFT_TYPE_TO_CONFIG_MAPPING[kind])})))


if __name__ == '__main__':
    main()
