// Configurations that together use every term: the generated documents take their worked examples
// from them, and a test checks that no term is missing.
// SPDX-License-Identifier: MIT
#pragma once

namespace vram {

/// The first link that uses a term gives its example, so plain ones come first.
inline constexpr const char* kSampleLinks[] = {
    "model=llama-3.1-8b&runtime_overhead_mib=300",
    "model=deepseek-v3",
    "model=gemma-3-27b",
    "model=mixtral-8x7b&batch=64",
    "model=llama-3.2-1b&batch=5&gpu_count=3&tp=1",
    "model=gpt2&batch=4096&context=16",
    "model=llama-3.1-8b&weights=q4_k_m&kv_cache=q8_0",
    "model=qwen2.5-vl-7b&mode=multimodal",
    "mode=multimodal&model=llama-3.1-8b&images=2",
    "mode=multimodal&model=qwen2.5-vl-7b&video_seconds=10",
    "mode=multimodal&model=llava-1.5-7b",
    "mode=multimodal&model=pixtral-12b",
    "mode=multimodal&model=gemma-4-26b-a4b&video_seconds=10",
    "mode=multimodal&model=internvl2.5-8b",
    "mode=multimodal&model=llama-4-scout-17b-16e",
    "mode=multimodal&model=llama-3.2-11b-vision",
    "mode=multimodal&model=llava-onevision-7b&video_seconds=10",
    "mode=multimodal&model=qwen2-audio-7b&images=0&audio_seconds=30",
    "mode=multimodal&task=finetune&model=qwen2.5-omni-7b&audio_seconds=30&video_seconds=4",
    "mode=train&model=gpt2&attention=eager&arch.dropout=true",
    "mode=train&recompute=full&zero_stage=3&dp=4",
    "mode=train&recompute=full&attention=eager&fused_cross_entropy=true",
    "mode=train&pp=4&grad_accumulation=8&fused_cross_entropy=true",
    "mode=train&model=mixtral-8x7b&optimizer=muon&fused_cross_entropy=true",
    "mode=train&optimizer=adafactor",
    "mode=train&tp=4&zero_stage=1&dp=4&optimizer=adamw_8bit",
    "mode=train&precision=fp32&optimizer=sgd_momentum",
    "mode=train&grad_dtype=fp32",
    "mode=finetune&runtime=pytorch&dp=2",
    "mode=finetune&peft=lora",
    "mode=finetune&peft=qlora",
    "mode=rl&rl_algorithm=ppo",
    "mode=rl&rl_algorithm=grpo&peft=lora",
    "model=qwen3-next-80b-a3b",
    "model=jamba-1.5-mini",
    "model=whisper-small",
    "model=deepseek-v3.2",
    "model=custom&arch.layer_types=2SF",
    "mode=train&model=qwen3-next-80b-a3b",
    "mode=train&model=nemotron-h-8b",
    "model=llama-3.1-8b&method=classic",
    "mode=train&method=classic",
    "mode=train&method=classic&recompute=full&zero_stage=3&dp=4&tp=2",
    "mode=finetune&method=classic&peft=qlora",
    "mode=finetune&method=classic&peft=prefix&optimizer=sgd",
    "mode=rl&method=classic&rl_algorithm=grpo&peft=lora",
    "mode=multimodal&method=classic&model=qwen2.5-vl-7b&images=4&audio_seconds=10&video_seconds=5",
};

}  // namespace vram
