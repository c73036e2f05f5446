/**
 * Entries of HF PEFT's configurations: which of them a reader need not fear. An entry that PEFT 0.21 does not know may
 * change what the adapter computes, and no file says whether it does.
 */
import { AdapterError } from './layout';
import type { Config } from './peftMeaning';
import { says } from './peftMessages';

/** Of the types that are read here, as `scripts/parity/make_peft_fields.py` prints them (peft 0.21.2). */
const known = new Set(
  (
    'adapter_layers adapter_len alora_invocation_tokens alpha alpha_pattern apply_GS arrow_config auto_mapping ' +
    'base_model_name_or_path beta1 beta2 bias block_share block_size block_size_pattern boft_block_num ' +
    'boft_block_size boft_dropout boft_n_butterfly_factor coft corda_config cpt_mask cpt_token_ids ' +
    'cpt_tokens_type_mask d_initial decompose_both decompose_factor delora_lambda deltaT encoder_dropout ' +
    'encoder_hidden_size encoder_num_layers encoder_reparameterization_type ensure_weight_tying eps eva_config ' +
    'exclude_modules fan_in_fan_out feedforward_modules gralora_dropout gralora_k group_size hira_dropout ' +
    'hybrid_r inference_mode init_ia3_weights init_logits_std init_lora_weights init_r init_v_bound ' +
    'init_vector_bank_bound init_weights kasa_config lambda_pattern layer_replication layers_pattern ' +
    'layers_to_transform loftq_config lora_alpha lora_bias lora_dropout lora_ga_config mask_type ' +
    'megatron_config megatron_core mini_r miss_dropout module_dropout modules_to_save monteclora_config ' +
    'n_frequency n_frequency_pattern n_skills n_splits n_tasks num_attention_heads num_cayley_neumann_terms ' +
    'num_layers num_ranks num_tasks num_transformer_submodules num_vectors num_virtual_tokens oft_block_size ' +
    'opt_loss_decay_factor opt_projection_epsilon opt_projection_format_epsilon opt_weighted_loss_type ' +
    'orth_reg_weight peft_type peft_version poly_type prefix_projection projection_prng_key projection_seed ' +
    'prompt_tuning_init prompt_tuning_init_state_dict_path prompt_tuning_init_task prompt_tuning_init_text ' +
    'proportional_parameters qalora_group_size r randlora_alpha randlora_dropout random_loc_seed random_seed ' +
    'rank_dropout rank_dropout_scale rank_pattern revision runtime_config save_only_topk_weights ' +
    'save_projection scaling sparse target_modules target_parameters target_r task_type tfinal tinit ' +
    'tinylora_dropout token_dim token_indices tokenizer_kwargs tokenizer_name_or_path topk total_step ' +
    'trainable_token_indices u use_bdlora use_cayley_neumann use_dora use_effective_conv2d use_idwt use_qalora ' +
    'use_rslora variant vblora_dropout vector_length velora_config vera_dropout very_sparse wavelet_family ' +
    'weight_tying'
  ).split(' '),
);
/** Of earlier versions, where they don't matter to a finished adapter. */
const earlier = new Set(['merge_weights']);

/** Whether an entry says anything: what is off, empty or absent does not. */
export const isUsed = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  value !== '' &&
  JSON.stringify(value) !== '{}' &&
  JSON.stringify(value) !== '[]';

/** How training began, and what it dropped: of no account to a finished adapter. */
const ofTraining = /^init_|_init$|dropout|^_|version$/;

/** @throws AdapterError naming an entry of a newer PEFT that is in use */
export function refuseNewer(config: Config): void {
  const option = Object.keys(config).find(
    (name) => !known.has(name) && !earlier.has(name) && !ofTraining.test(name) && isUsed(config[name]),
  );
  if (option !== undefined) throw new AdapterError(says.newerOption({ option, value: JSON.stringify(config[option]) }));
}
