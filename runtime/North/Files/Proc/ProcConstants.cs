using System;

namespace LiteBox.North;

/// <summary>
/// What of /proc and /sys never changes here: switches of a kernel as Linux sets them, and lists of what this machine does not
/// have. The form is that of <see cref="ProcFolder.AddConstants"/>.
/// </summary>
internal static class ProcConstants
{
    /// <summary>A list.</summary>
    public static ReadOnlySpan<byte> Of(ConstantList list) => list switch
    {
        ConstantList.Kernel => Kernel,
        ConstantList.Memory => Memory,
        ConstantList.Files => Files,
        ConstantList.Network => Network,
        ConstantList.Machine => Machine,
        ConstantList.Process => Process,
        ConstantList.Devices => Devices,
        ConstantList.ControlGroup => ControlGroup,
        _ => default,
    };

    // Of sys/kernel.
    private static ReadOnlySpan<byte> Kernel =>
        "core_pattern=core\ncore_uses_pid=0\ndomainname=(none)\nversion=#1 SMP PREEMPT_DYNAMIC\noverflowuid=65534\noverflowgid=65534\n"u8
        + "shmmax=18446744073692774399\nshmall=18446744073692774399\nshmmni=4096\nmsgmax=8192\nmsgmnb=16384\nmsgmni=32000\nsem=32000\t1024000000\t500\t32000\n"u8
        + "panic=0\nprintk=4\t4\t1\t7\nsysrq=0\ntainted=0\nperf_event_paranoid=2\nkptr_restrict=1\ndmesg_restrict=1\nrandomize_va_space=2\n"u8
        + "sched_rr_timeslice_ms=100\nsched_rt_period_us=1000000\nsched_rt_runtime_us=950000\nsched_autogroup_enabled=0\nunprivileged_userns_clone=0\n"u8
        + "yama/ptrace_scope=1\nrandom/poolsize=256\nrandom/urandom_min_reseed_secs=60\nrandom/write_wakeup_threshold=256\n"u8
        + "keys/maxkeys=200\nkeys/maxbytes=20000\nnuma_balancing=0\nhung_task_timeout_secs=0\nseccomp/actions_avail\n"u8;

    // Of sys/vm.
    private static ReadOnlySpan<byte> Memory =>
        "swappiness=60\novercommit_ratio=50\novercommit_kbytes=0\nnr_hugepages=0\nhugetlb_shm_group=0\ndirty_ratio=20\ndirty_background_ratio=10\n"u8
        + "vfs_cache_pressure=100\nmin_free_kbytes=67584\npage-cluster=3\npanic_on_oom=0\nzone_reclaim_mode=0\nlegacy_va_layout=0\nadmin_reserve_kbytes=8192\n"u8;

    // Of sys/fs.
    private static ReadOnlySpan<byte> Files =>
        "file-nr=1024\t0\t9223372036854775807\naio-max-nr=65536\naio-nr=0\nlease-break-time=45\nleases-enable=0\npipe-user-pages-soft=16384\n"u8
        + "pipe-user-pages-hard=0\nprotected_hardlinks=1\nprotected_symlinks=0\nprotected_fifos=0\nprotected_regular=0\nsuid_dumpable=0\nmount-max=100000\n"u8
        + "inotify/max_queued_events=16384\ninotify/max_user_instances=128\ninotify/max_user_watches=65536\nepoll/max_user_watches=1048576\n"u8
        + "inode-nr=1024\t0\ndentry-state=1024\t512\t45\t0\t0\t0\noverflowuid=65534\noverflowgid=65534\n"u8;

    // Of sys/net.
    private static ReadOnlySpan<byte> Network =>
        "core/somaxconn=4096\ncore/rmem_max=212992\ncore/wmem_max=212992\ncore/rmem_default=212992\ncore/wmem_default=212992\ncore/netdev_max_backlog=1000\ncore/optmem_max=131072\n"u8
        + "ipv4/ip_local_port_range=32768\t60999\nipv4/ip_forward=0\nipv4/ip_unprivileged_port_start=1024\nipv4/tcp_syncookies=1\nipv4/tcp_max_syn_backlog=1024\n"u8
        + "ipv4/tcp_keepalive_time=7200\nipv4/tcp_keepalive_intvl=75\nipv4/tcp_keepalive_probes=9\nipv4/tcp_fin_timeout=60\nipv4/tcp_tw_reuse=2\nipv4/tcp_fastopen=1\n"u8
        + "ipv4/tcp_rmem=4096\t131072\t6291456\nipv4/tcp_wmem=4096\t16384\t4194304\nipv4/tcp_congestion_control=cubic\nipv4/tcp_available_congestion_control=reno cubic\n"u8
        + "ipv6/bindv6only=0\nipv6/conf/all/disable_ipv6=0\nipv6/conf/default/disable_ipv6=0\nipv6/conf/lo/disable_ipv6=0\nunix/max_dgram_qlen=512\n"u8;

    // Of the root of /proc.
    private static ReadOnlySpan<byte> Machine =>
        "cmdline\nswaps=Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\npartitions=major minor  #blocks  name|\ndiskstats\nmodules\ninterrupts=           CPU0       \n"u8
        + "devices=Character devices:|  1 mem|  5 /dev/tty|  5 /dev/console|  5 /dev/ptmx|128 ptm|136 pts||Block devices:\n"u8
        + "cgroups=#subsys_name\thierarchy\tnum_cgroups\tenabled|cpu\t0\t1\t1|memory\t0\t1\t1|pids\t0\t1\t1\nconsoles\ncrypto\nlocks\nmisc\n"u8
        + "vmstat=nr_free_pages 1048576|nr_zone_inactive_anon 0|nr_zone_active_anon 0|nr_mlock 0|pgpgin 0|pgpgout 0|pswpin 0|pswpout 0|pgfault 0|pgmajfault 0|oom_kill 0\n"u8
        + "tty/drivers=/dev/tty             /dev/tty        5       0 system:/dev/tty|/dev/console         /dev/console    5       1 system:console|"u8
        + "/dev/ptmx            /dev/ptmx       5       2 system|pty_slave            /dev/pts      136 0-1048575 pty:slave|pty_master           /dev/ptm      128 0-1048575 pty:master\n"u8
        + "pressure/cpu=some avg10=0.00 avg60=0.00 avg300=0.00 total=0|full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"u8
        + "pressure/memory=some avg10=0.00 avg60=0.00 avg300=0.00 total=0|full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"u8
        + "pressure/io=some avg10=0.00 avg60=0.00 avg300=0.00 total=0|full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"u8
        + "sysvipc/shm=       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap\n"u8
        + "sysvipc/msg=       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime\n"u8
        + "sysvipc/sem=       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n"u8;

    // Of a process.
    private static ReadOnlySpan<byte> Process =>
        "oom_score=0\noom_adj=0\nuid_map=         0          0 4294967295\ngid_map=         0          0 4294967295\nsetgroups=allow\nloginuid=4294967295\n"u8
        + "sessionid=4294967295\npersonality=00000000\ntimerslack_ns=50000\nschedstat=0 0 0\nwchan=0\ncpuset=/\n"u8
        + "io=rchar: 0|wchar: 0|syscr: 0|syscw: 0|read_bytes: 0|write_bytes: 0|cancelled_write_bytes: 0\n"u8
        + "net/tcp=  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n"u8
        + "net/tcp6=  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"u8
        + "net/udp=   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            \n"u8
        + "net/udp6=  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"u8
        + "net/raw=  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"u8
        + "net/unix=Num       RefCount Protocol Flags    Type St Inode Path\nnet/packet=sk       RefCnt Type Proto  Iface R Rmem   User   Inode\n"u8
        + "net/dev=Inter-\x01   Receive                                                \x01  Transmit| face \x01bytes    packets errs drop fifo frame compressed multicast\x01bytes    packets errs drop fifo colls carrier compressed|    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n"u8
        + "net/route=Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       \n"u8
        + "net/if_inet6=00000000000000000000000000000001 01 80 10 80       lo\nnet/ipv6_route\n"u8
        + "net/arp=IP address       HW type     Flags       HW address            Mask     Device\n"u8
        + "net/sockstat=sockets: used 0|TCP: inuse 0 orphan 0 tw 0 alloc 0 mem 0|UDP: inuse 0 mem 0|UDPLITE: inuse 0|RAW: inuse 0|FRAG: inuse 0 memory 0\n"u8;

    // Of /sys.
    private static ReadOnlySpan<byte> Devices =>
        "kernel/mm/transparent_hugepage/enabled=always [madvise] never\nkernel/mm/transparent_hugepage/defrag=always defer defer+madvise [madvise] never\n"u8
        + "kernel/mm/transparent_hugepage/hpage_pmd_size=2097152\nkernel/mm/transparent_hugepage/use_zero_page=1\nkernel/mm/transparent_hugepage/shmem_enabled=always within_size advise [never] deny force\n"u8
        + "kernel/mm/hugepages/hugepages-2048kB/nr_hugepages=0\nkernel/mm/hugepages/hugepages-2048kB/free_hugepages=0\nkernel/mm/ksm/run=0\n"u8
        + "devices/system/node/online=0\ndevices/system/node/possible=0\ndevices/system/node/has_cpu=0\ndevices/system/node/has_memory=0\ndevices/system/node/has_normal_memory=0\n"u8
        + "devices/system/node/node0/distance=10\ndevices/system/clocksource/clocksource0/current_clocksource=tsc\ndevices/system/clocksource/clocksource0/available_clocksource=tsc \n"u8
        + "devices/system/cpu/kernel_max=8191\ndevices/system/cpu/offline=\ndevices/system/cpu/isolated=\ndevices/system/cpu/smt/active=0\ndevices/system/cpu/smt/control=notsupported\n"u8
        + "class/net/lo/mtu=65536\nclass/net/lo/address=00:00:00:00:00:00\nclass/net/lo/operstate=unknown\nclass/net/lo/type=772\nclass/net/lo/flags=0x9\n"u8
        + "class/net/lo/ifindex=1\nclass/net/lo/carrier=1\nclass/net/lo/tx_queue_len=1000\n"u8;

    // Of /sys/fs/cgroup: the group that the sandbox is in, without limits of its own.
    private static ReadOnlySpan<byte> ControlGroup =>
        "cgroup.controllers=cpuset cpu io memory pids\ncgroup.subtree_control\ncgroup.type=domain\ncgroup.events=populated 1|frozen 0\ncgroup.freeze=0\n"u8
        + "cgroup.max.depth=max\ncgroup.max.descendants=max\ncgroup.stat=nr_descendants 0|nr_dying_descendants 0\n"u8
        + "memory.max=max\nmemory.high=max\nmemory.min=0\nmemory.low=0\nmemory.swap.max=max\nmemory.swap.high=max\nmemory.swap.current=0\nmemory.oom.group=0\n"u8
        + "memory.events=low 0|high 0|max 0|oom 0|oom_kill 0|oom_group_kill 0\n"u8
        + "cpu.max=max 100000\ncpu.weight=100\ncpu.idle=0\ncpu.stat=usage_usec 0|user_usec 0|system_usec 0|nr_periods 0|nr_throttled 0|throttled_usec 0\n"u8
        + "pids.max=max\npids.events=max 0\ncpuset.cpus=\ncpuset.mems=\ncpuset.mems.effective=0\nio.stat\n"u8;
}
