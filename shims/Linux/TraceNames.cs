using System;

namespace LiteBox.Shim.Linux;

/// <summary>Names of values in the trace log. A table is a text of lines "value name", values hexadecimal.</summary>
internal static class TraceNames
{
    internal static ReadOnlySpan<byte> OpenFlags =>
        "1 O_WRONLY\n2 O_RDWR\n40 O_CREAT\n80 O_EXCL\n100 O_NOCTTY\n200 O_TRUNC\n400 O_APPEND\n800 O_NONBLOCK\n"u8
        + "410000 O_TMPFILE\n10000 O_DIRECTORY\n20000 O_NOFOLLOW\n80000 O_CLOEXEC\n101000 O_SYNC\n1000 O_DSYNC\n"u8
        + "4000 O_DIRECT\n8000 O_LARGEFILE\n40000 O_NOATIME\n200000 O_PATH"u8;

    internal static ReadOnlySpan<byte> Protection => "1 PROT_READ\n2 PROT_WRITE\n4 PROT_EXEC\n1000000 PROT_GROWSDOWN"u8;

    internal static ReadOnlySpan<byte> MapFlags =>
        "3 MAP_SHARED_VALIDATE\n1 MAP_SHARED\n2 MAP_PRIVATE\n10 MAP_FIXED\n20 MAP_ANONYMOUS\n40 MAP_32BIT\n"u8
        + "100 MAP_GROWSDOWN\n800 MAP_DENYWRITE\n2000 MAP_LOCKED\n4000 MAP_NORESERVE\n8000 MAP_POPULATE\n20000 MAP_STACK\n"u8
        + "100000 MAP_FIXED_NOREPLACE"u8;

    internal static ReadOnlySpan<byte> Whence => "0 SEEK_SET\n1 SEEK_CUR\n2 SEEK_END\n3 SEEK_DATA\n4 SEEK_HOLE"u8;

    internal static ReadOnlySpan<byte> Clocks =>
        "0 CLOCK_REALTIME\n1 CLOCK_MONOTONIC\n2 CLOCK_PROCESS_CPUTIME_ID\n3 CLOCK_THREAD_CPUTIME_ID\n"u8
        + "4 CLOCK_MONOTONIC_RAW\n5 CLOCK_REALTIME_COARSE\n6 CLOCK_MONOTONIC_COARSE\n7 CLOCK_BOOTTIME\nb CLOCK_TAI"u8;

    internal static ReadOnlySpan<byte> FutexCommands =>
        "0 FUTEX_WAIT\n80 FUTEX_WAIT_PRIVATE\n1 FUTEX_WAKE\n81 FUTEX_WAKE_PRIVATE\n2 FUTEX_FD\n82 FUTEX_FD_PRIVATE\n"u8
        + "3 FUTEX_REQUEUE\n83 FUTEX_REQUEUE_PRIVATE\n4 FUTEX_CMP_REQUEUE\n84 FUTEX_CMP_REQUEUE_PRIVATE\n"u8
        + "5 FUTEX_WAKE_OP\n85 FUTEX_WAKE_OP_PRIVATE\n6 FUTEX_LOCK_PI\n86 FUTEX_LOCK_PI_PRIVATE\n7 FUTEX_UNLOCK_PI\n"u8
        + "87 FUTEX_UNLOCK_PI_PRIVATE\n8 FUTEX_TRYLOCK_PI\n88 FUTEX_TRYLOCK_PI_PRIVATE\n9 FUTEX_WAIT_BITSET\n"u8
        + "89 FUTEX_WAIT_BITSET_PRIVATE\na FUTEX_WAKE_BITSET\n8a FUTEX_WAKE_BITSET_PRIVATE\nb FUTEX_WAIT_REQUEUE_PI\n"u8
        + "8b FUTEX_WAIT_REQUEUE_PI_PRIVATE\nc FUTEX_CMP_REQUEUE_PI\n8c FUTEX_CMP_REQUEUE_PI_PRIVATE\nd FUTEX_LOCK_PI2\n"u8
        + "8d FUTEX_LOCK_PI2_PRIVATE\n189 FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME"u8;

    internal static ReadOnlySpan<byte> FileCommands =>
        "0 F_DUPFD\n1 F_GETFD\n2 F_SETFD\n3 F_GETFL\n4 F_SETFL\n5 F_GETLK\n6 F_SETLK\n7 F_SETLKW\n24 F_OFD_GETLK\n"u8
        + "25 F_OFD_SETLK\n26 F_OFD_SETLKW\n406 F_DUPFD_CLOEXEC\n407 F_SETPIPE_SZ\n408 F_GETPIPE_SZ\n409 F_ADD_SEALS\n"u8
        + "40a F_GET_SEALS"u8;

    internal static ReadOnlySpan<byte> AtFlags => "100 AT_SYMLINK_NOFOLLOW\n200 AT_REMOVEDIR\n400 AT_SYMLINK_FOLLOW\n800 AT_NO_AUTOMOUNT\n1000 AT_EMPTY_PATH\n2000 AT_STATX_FORCE_SYNC\n4000 AT_STATX_DONT_SYNC"u8;

    internal static ReadOnlySpan<byte> MaskHow => "0 SIG_BLOCK\n1 SIG_UNBLOCK\n2 SIG_SETMASK"u8;

    internal static ReadOnlySpan<byte> EpollOperations => "1 EPOLL_CTL_ADD\n2 EPOLL_CTL_DEL\n3 EPOLL_CTL_MOD"u8;

    internal static ReadOnlySpan<byte> CloneFlags =>
        "100 CLONE_VM\n200 CLONE_FS\n400 CLONE_FILES\n800 CLONE_SIGHAND\n1000 CLONE_PIDFD\n2000 CLONE_PTRACE\n"u8
        + "4000 CLONE_VFORK\n8000 CLONE_PARENT\n10000 CLONE_THREAD\n40000 CLONE_SYSVSEM\n80000 CLONE_SETTLS\n"u8
        + "100000 CLONE_PARENT_SETTID\n200000 CLONE_CHILD_CLEARTID\n1000000 CLONE_CHILD_SETTID\n11 SIGCHLD"u8;

    internal static ReadOnlySpan<byte> AddressFamilies => "0 AF_UNSPEC\n1 AF_UNIX\n2 AF_INET\na AF_INET6\n10 AF_NETLINK\n11 AF_PACKET"u8;

    internal static ReadOnlySpan<byte> SocketTypes => "5 SOCK_SEQPACKET\n3 SOCK_RAW\n2 SOCK_DGRAM\n1 SOCK_STREAM\n800 SOCK_NONBLOCK\n80000 SOCK_CLOEXEC"u8;

    private static ReadOnlySpan<byte> Errors =>
        "1 EPERM\n2 ENOENT\n3 ESRCH\n4 EINTR\n5 EIO\n6 ENXIO\n7 E2BIG\n8 ENOEXEC\n9 EBADF\na ECHILD\nb EAGAIN\n"u8
        + "c ENOMEM\nd EACCES\ne EFAULT\nf ENOTBLK\n10 EBUSY\n11 EEXIST\n12 EXDEV\n13 ENODEV\n14 ENOTDIR\n15 EISDIR\n"u8
        + "16 EINVAL\n17 ENFILE\n18 EMFILE\n19 ENOTTY\n1a ETXTBSY\n1b EFBIG\n1c ENOSPC\n1d ESPIPE\n1e EROFS\n1f EMLINK\n"u8
        + "20 EPIPE\n21 EDOM\n22 ERANGE\n23 EDEADLOCK\n24 ENAMETOOLONG\n25 ENOLCK\n26 ENOSYS\n27 ENOTEMPTY\n28 ELOOP\n"u8
        + "2a ENOMSG\n2b EIDRM\n2c ECHRNG\n2d EL2NSYNC\n2e EL3HLT\n2f EL3RST\n30 ELNRNG\n31 EUNATCH\n32 ENOCSI\n"u8
        + "33 EL2HLT\n34 EBADE\n35 EBADR\n36 EXFULL\n37 ENOANO\n38 EBADRQC\n39 EBADSLT\n3b EBFONT\n3c ENOSTR\n"u8
        + "3d ENODATA\n3e ETIME\n3f ENOSR\n40 ENONET\n41 ENOPKG\n42 EREMOTE\n43 ENOLINK\n44 EADV\n45 ESRMNT\n46 ECOMM\n"u8
        + "47 EPROTO\n48 EMULTIHOP\n49 EDOTDOT\n4a EBADMSG\n4b EOVERFLOW\n4c ENOTUNIQ\n4d EBADFD\n4e EREMCHG\n"u8
        + "4f ELIBACC\n50 ELIBBAD\n51 ELIBSCN\n52 ELIBMAX\n53 ELIBEXEC\n54 EILSEQ\n55 ERESTART\n56 ESTRPIPE\n57 EUSERS\n"u8
        + "58 ENOTSOCK\n59 EDESTADDRREQ\n5a EMSGSIZE\n5b EPROTOTYPE\n5c ENOPROTOOPT\n5d EPROTONOSUPPORT\n"u8
        + "5e ESOCKTNOSUPPORT\n5f ENOTSUP\n60 EPFNOSUPPORT\n61 EAFNOSUPPORT\n62 EADDRINUSE\n63 EADDRNOTAVAIL\n"u8
        + "64 ENETDOWN\n65 ENETUNREACH\n66 ENETRESET\n67 ECONNABORTED\n68 ECONNRESET\n69 ENOBUFS\n6a EISCONN\n"u8
        + "6b ENOTCONN\n6c ESHUTDOWN\n6d ETOOMANYREFS\n6e ETIMEDOUT\n6f ECONNREFUSED\n70 EHOSTDOWN\n71 EHOSTUNREACH\n"u8
        + "72 EALREADY\n73 EINPROGRESS\n74 ESTALE\n75 EUCLEAN\n76 ENOTNAM\n77 ENAVAIL\n78 EISNAM\n79 EREMOTEIO\n"u8
        + "7a EDQUOT\n7b ENOMEDIUM\n7c EMEDIUMTYPE\n7d ECANCELED\n7e ENOKEY\n7f EKEYEXPIRED\n80 EKEYREVOKED\n"u8
        + "81 EKEYREJECTED\n82 EOWNERDEAD\n83 ENOTRECOVERABLE\n84 ERFKILL"u8;

    private static ReadOnlySpan<byte> Signals =>
        "1 SIGHUP\n2 SIGINT\n3 SIGQUIT\n4 SIGILL\n5 SIGTRAP\n6 SIGABRT\n7 SIGBUS\n8 SIGFPE\n9 SIGKILL\na SIGUSR1\n"u8
        + "b SIGSEGV\nc SIGUSR2\nd SIGPIPE\ne SIGALRM\nf SIGTERM\n10 SIGSTKFLT\n11 SIGCHLD\n12 SIGCONT\n13 SIGSTOP\n"u8
        + "14 SIGTSTP\n15 SIGTTIN\n16 SIGTTOU\n17 SIGURG\n18 SIGXCPU\n19 SIGXFSZ\n1a SIGVTALRM\n1b SIGPROF\n1c SIGWINCH\n"u8
        + "1d SIGIO\n1e SIGPWR\n1f SIGSYS"u8;

    internal static ReadOnlySpan<byte> OfError(Errno error) => Find(Errors, (ulong)error);

    internal static ReadOnlySpan<byte> OfSignal(int signal) => Find(Signals, (ulong)signal);

    /// <summary>The next line of a table; false at its end.</summary>
    internal static bool Next(ReadOnlySpan<byte> table, scoped ref int at, out ulong value, out ReadOnlySpan<byte> name)
    {
        value = 0;
        name = default;
        if (at >= table.Length)
            return false;
        while (table[at] != ' ')
        {
            byte digit = table[at++];
            value = value * 16 + (uint)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
        }

        int start = ++at;
        while (at < table.Length && table[at] != '\n')
            at++;
        name = table[start..at++];
        return true;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> table, ulong wanted)
    {
        int at = 0;
        while (Next(table, ref at, out ulong value, out ReadOnlySpan<byte> name))
            if (value == wanted)
                return name;
        return default;
    }
}
