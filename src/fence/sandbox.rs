//! What a worker gives up before it meets a document: memory without end, core dumps, files, network, other programs.

/// What holds in a worker, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holds(pub u8);

impl Holds {
    /// It has a ceiling of memory.
    pub const MEMORY: Holds = Holds(1);
    /// It leaves no core dump.
    pub const NO_DUMPS: Holds = Holds(2);
    /// It cannot open, make or change a file (Landlock).
    pub const NO_FILES: Holds = Holds(4);
    /// It can do little more than read its questions, think and write its answers (seccomp): no files, network or programs.
    pub const FEW_CALLS: Holds = Holds(8);
    /// It cannot connect or listen (Landlock; seccomp says the same of all sockets).
    pub const NO_TCP: Holds = Holds(16);

    pub(super) fn add(&mut self, more: Holds) {
        self.0 |= more.0;
    }

    /// Whether all of these hold.
    #[must_use]
    pub fn has(self, of: Holds) -> bool {
        self.0 & of.0 == of.0
    }
}

pub(super) use system::{allow, calls, files, limits};

#[cfg(target_os = "linux")]
mod system {
    use super::Holds;
    use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};
    use std::collections::BTreeMap;

    /// A ceiling for memory, and no core dumps, not even through a pipe.
    pub(in crate::fence) fn limits(memory: u64) -> Holds {
        let mut holds = Holds::default();
        let at_most = |n: u64| Rlimit { current: Some(n), maximum: Some(n) };
        if setrlimit(Resource::As, at_most(memory)).is_ok() {
            holds.add(Holds::MEMORY);
        }
        let no_core = setrlimit(Resource::Core, at_most(0)).is_ok();
        if no_core && set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok() {
            holds.add(Holds::NO_DUMPS);
        }
        // Nothing is written but the answer, which goes to a pipe.
        let _ = setrlimit(Resource::Fsize, at_most(0));
        holds
    }

    /// Processor time for one more question; the kernel ends the worker that takes more.
    pub(in crate::fence) fn allow(seconds: u64) {
        let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        let until = u64::try_from(used.tv_sec).unwrap_or(0) + seconds + 1;
        let most = getrlimit(Resource::Cpu).maximum;
        let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(until), maximum: most });
    }

    /// No file, by Landlock, as far as this kernel knows it.
    pub(in crate::fence) fn files() -> Holds {
        use landlock::{ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetStatus, Scope};
        let made = Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V6))
            .and_then(|r| r.handle_access(AccessNet::from_all(ABI::V6)))
            .and_then(|r| r.scope(Scope::from_all(ABI::V6)))
            .and_then(|r| r.create())
            .and_then(|r| r.restrict_self());
        match made.map(|m| m.ruleset) {
            Ok(RulesetStatus::FullyEnforced) => Holds(Holds::NO_FILES.0 | Holds::NO_TCP.0),
            Ok(RulesetStatus::PartiallyEnforced) => Holds::NO_FILES,
            _ => Holds::default(),
        }
    }

    /// Only the calls that reading a pipe, thinking and writing a pipe take; any other is refused.
    pub(in crate::fence) fn calls() -> Holds {
        let made = filter().and_then(|program| seccompiler::apply_filter_all_threads(&program).ok());
        if made.is_some() { Holds::FEW_CALLS } else { Holds::default() }
    }

    fn filter() -> Option<seccompiler::BpfProgram> {
        use seccompiler::{SeccompAction, SeccompFilter};
        let calls = [
            libc::SYS_read,
            libc::SYS_readv,
            libc::SYS_write,
            libc::SYS_writev,
            libc::SYS_close,
            libc::SYS_lseek,
            libc::SYS_fstat,
            libc::SYS_brk,
            libc::SYS_mmap,
            libc::SYS_munmap,
            libc::SYS_mremap,
            libc::SYS_mprotect,
            libc::SYS_madvise,
            libc::SYS_futex,
            libc::SYS_sched_yield,
            libc::SYS_sched_getaffinity,
            libc::SYS_nanosleep,
            libc::SYS_clock_nanosleep,
            libc::SYS_clock_gettime,
            libc::SYS_getrandom,
            libc::SYS_getpid,
            libc::SYS_gettid,
            libc::SYS_tgkill,
            libc::SYS_rt_sigaction,
            libc::SYS_rt_sigprocmask,
            libc::SYS_rt_sigreturn,
            libc::SYS_sigaltstack,
            libc::SYS_restart_syscall,
            libc::SYS_prlimit64,
            libc::SYS_getrlimit,
            libc::SYS_setrlimit,
            libc::SYS_exit,
            libc::SYS_exit_group,
        ];
        let rules: BTreeMap<i64, Vec<seccompiler::SeccompRule>> = calls.into_iter().map(|call| (call, Vec::new())).collect();
        let refused = SeccompAction::Errno(u32::try_from(libc::EPERM).ok()?);
        SeccompFilter::new(rules, refused, SeccompAction::Allow, std::env::consts::ARCH.try_into().ok()?).ok()?.try_into().ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::Holds;

    #[cfg(unix)]
    pub(in crate::fence) fn limits(memory: u64) -> Holds {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let at_most = |n: u64| Rlimit { current: Some(n), maximum: Some(n) };
        let mut holds = Holds::default();
        if setrlimit(Resource::As, at_most(memory)).is_ok() {
            holds.add(Holds::MEMORY);
        }
        if setrlimit(Resource::Core, at_most(0)).is_ok() {
            holds.add(Holds::NO_DUMPS);
        }
        holds
    }

    #[cfg(not(unix))]
    pub(in crate::fence) fn limits(_memory: u64) -> Holds {
        Holds::default()
    }

    pub(in crate::fence) fn allow(_seconds: u64) {}

    pub(in crate::fence) fn files() -> Holds {
        Holds::default()
    }

    pub(in crate::fence) fn calls() -> Holds {
        Holds::default()
    }
}
