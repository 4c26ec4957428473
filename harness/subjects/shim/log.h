/* SPDX-License-Identifier: GPL-2.0-only */
/* What a file says about itself: BUG, WARN and the log. Nothing is printed, but what is said is
 * compiled, and evaluated where the kernel evaluates it: also for a message that is printed once,
 * or not too often, as it may be at any call. */
#ifndef DMA_VERIFY_LOG_H
#define DMA_VERIFY_LOG_H

#define DMA_VERIFY_TEXT_(x) #x
#define DMA_VERIFY_TEXT(x) DMA_VERIFY_TEXT_(x)
#define BUG() DMA_VERIFY(bug, "BUG at line " DMA_VERIFY_TEXT(__LINE__))
#define BUG_ON(condition)                                                                          \
  do {                                                                                             \
    if (unlikely(condition))                                                                       \
      BUG();                                                                                       \
  } while (0)
#define VM_BUG_ON(condition) BUG_ON(condition)
#define VM_BUG_ON_PAGE(condition, page) BUG_ON(condition)
#define VM_BUG_ON_VMA(condition, vma) BUG_ON(condition)

/* Weak: no compiler may see that the arguments are not read, and leave their evaluation out. */
__weak noinline __printf(1, 2) int dma_verify_log(const char *format, ...) {
  (void)format;
  return 0;
}
__weak noinline __printf(2, 3) void dma_verify_device_log(const struct device *dev,
                                                          const char *format, ...) {
  (void)dev;
  (void)format;
}
#define no_printk(...)                                                                             \
  ({                                                                                               \
    if (0)                                                                                         \
      dma_verify_log(__VA_ARGS__);                                                                 \
    0;                                                                                             \
  })
#define no_dev_printk(dev, ...)                                                                    \
  ({                                                                                               \
    if (0)                                                                                         \
      dma_verify_device_log(dev, __VA_ARGS__);                                                     \
  })

#ifndef DMA_VERIFY_WARNED
#define DMA_VERIFY_WARNED() ((void)0)
#endif
#define WARN_ON(condition)                                                                         \
  ({                                                                                               \
    const int warned = !!(condition);                                                              \
    if (unlikely(warned))                                                                          \
      DMA_VERIFY_WARNED();                                                                         \
    unlikely(warned);                                                                              \
  })
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define WARN(condition, ...)                                                                       \
  ({                                                                                               \
    const int warned = !!(condition);                                                              \
    if (unlikely(warned)) {                                                                        \
      DMA_VERIFY_WARNED();                                                                         \
      dma_verify_log(__VA_ARGS__);                                                                 \
    }                                                                                              \
    unlikely(warned);                                                                              \
  })
#define WARN_ONCE(condition, ...) WARN(condition, __VA_ARGS__)
#define VM_WARN_ON(condition) WARN_ON(condition)
#define VM_WARN_ON_ONCE(condition) WARN_ON(condition)
#define VM_WARN_ON_ONCE_PAGE(condition, page) WARN_ON(condition)
#define VM_WARN_ON_ONCE_VMA(condition, vma) WARN_ON(condition)
#define dump_stack() ((void)0)

#define KERN_SOH "\001"
#define KERN_EMERG KERN_SOH "0"
#define KERN_ALERT KERN_SOH "1"
#define KERN_CRIT KERN_SOH "2"
#define KERN_ERR KERN_SOH "3"
#define KERN_WARNING KERN_SOH "4"
#define KERN_NOTICE KERN_SOH "5"
#define KERN_INFO KERN_SOH "6"
#define KERN_DEBUG KERN_SOH "7"
#define KERN_DEFAULT ""
#define KERN_CONT KERN_SOH "c"
#ifndef pr_fmt
#define pr_fmt(format) format
#endif
#ifndef dev_fmt
#define dev_fmt(format) format
#endif

#define printk(...) dma_verify_log(__VA_ARGS__)
#define printk_once(...) printk(__VA_ARGS__)
#define printk_ratelimited(...) printk(__VA_ARGS__)
#define trace_printk(...) printk(__VA_ARGS__)
#define pr_emerg(format, ...) printk(KERN_EMERG pr_fmt(format), ##__VA_ARGS__)
#define pr_alert(format, ...) printk(KERN_ALERT pr_fmt(format), ##__VA_ARGS__)
#define pr_crit(format, ...) printk(KERN_CRIT pr_fmt(format), ##__VA_ARGS__)
#define pr_err(format, ...) printk(KERN_ERR pr_fmt(format), ##__VA_ARGS__)
#define pr_warn(format, ...) printk(KERN_WARNING pr_fmt(format), ##__VA_ARGS__)
#define pr_notice(format, ...) printk(KERN_NOTICE pr_fmt(format), ##__VA_ARGS__)
#define pr_info(format, ...) printk(KERN_INFO pr_fmt(format), ##__VA_ARGS__)
#define pr_cont(format, ...) printk(KERN_CONT format, ##__VA_ARGS__)
#define pr_emerg_once pr_emerg
#define pr_alert_once pr_alert
#define pr_crit_once pr_crit
#define pr_err_once pr_err
#define pr_warn_once pr_warn
#define pr_notice_once pr_notice
#define pr_info_once pr_info
#define pr_emerg_ratelimited pr_emerg
#define pr_alert_ratelimited pr_alert
#define pr_crit_ratelimited pr_crit
#define pr_err_ratelimited pr_err
#define pr_warn_ratelimited pr_warn
#define pr_notice_ratelimited pr_notice
#define pr_info_ratelimited pr_info
/* Without DEBUG, and not switched on by CONFIG_DYNAMIC_DEBUG. */
#define pr_debug(format, ...) no_printk(KERN_DEBUG pr_fmt(format), ##__VA_ARGS__)
#define pr_debug_once pr_debug
#define pr_debug_ratelimited pr_debug
#define pr_devel pr_debug
#define pr_devel_once pr_debug
#define pr_devel_ratelimited pr_debug

#define dev_printk(level, dev, format, ...)                                                        \
  dma_verify_device_log(dev, level dev_fmt(format), ##__VA_ARGS__)
#define dev_emerg(dev, format, ...) dev_printk(KERN_EMERG, dev, format, ##__VA_ARGS__)
#define dev_alert(dev, format, ...) dev_printk(KERN_ALERT, dev, format, ##__VA_ARGS__)
#define dev_crit(dev, format, ...) dev_printk(KERN_CRIT, dev, format, ##__VA_ARGS__)
#define dev_err(dev, format, ...) dev_printk(KERN_ERR, dev, format, ##__VA_ARGS__)
#define dev_warn(dev, format, ...) dev_printk(KERN_WARNING, dev, format, ##__VA_ARGS__)
#define dev_notice(dev, format, ...) dev_printk(KERN_NOTICE, dev, format, ##__VA_ARGS__)
#define dev_info(dev, format, ...) dev_printk(KERN_INFO, dev, format, ##__VA_ARGS__)
#define dev_emerg_once dev_emerg
#define dev_alert_once dev_alert
#define dev_crit_once dev_crit
#define dev_err_once dev_err
#define dev_warn_once dev_warn
#define dev_notice_once dev_notice
#define dev_info_once dev_info
#define dev_emerg_ratelimited dev_emerg
#define dev_alert_ratelimited dev_alert
#define dev_crit_ratelimited dev_crit
#define dev_err_ratelimited dev_err
#define dev_warn_ratelimited dev_warn
#define dev_notice_ratelimited dev_notice
#define dev_info_ratelimited dev_info
#define dev_dbg(dev, format, ...) no_dev_printk(dev, KERN_DEBUG dev_fmt(format), ##__VA_ARGS__)
#define dev_dbg_once dev_dbg
#define dev_dbg_ratelimited dev_dbg
static inline const char *dev_name(const struct device *dev) {
  (void)dev;
  return "dma-verify";
}
/* The running task, for what is said of it. */
struct task_struct {
  int pid;
  int tgid;
  unsigned int flags;
  char comm[16];
  struct mm_struct *mm;
};
static struct task_struct dma_verify_task __maybe_unused = {
    .pid = 1, .tgid = 1, .comm = "dma-verify"};
#define current (&dma_verify_task)
#define task_pid_nr(task) ((task)->pid)
#define task_tgid_nr(task) ((task)->tgid)

/* Names, such as a device's. */
static inline int strncmp(const char *a, const char *b, size_t count) {
  for (; count != 0; --count, ++a, ++b) {
    if (*a != *b)
      return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
    if (*a == 0)
      return 0;
  }
  return 0;
}
static inline int strcmp(const char *a, const char *b) { return strncmp(a, b, ~(size_t)0); }
static inline char *strchr(const char *text, int letter) {
  for (; *text != (char)letter; ++text) {
    if (*text == 0)
      return NULL;
  }
  return (char *)text;
}
#define strstarts(text, prefix) (strncmp((text), (prefix), __builtin_strlen(prefix)) == 0)
#define dev_WARN(dev, format, ...) WARN(1, "%s: " format, dev_name(dev), ##__VA_ARGS__)
#define dev_WARN_ONCE(dev, condition, format, ...)                                                 \
  WARN_ONCE(condition, "%s: " format, dev_name(dev), ##__VA_ARGS__)

#endif
