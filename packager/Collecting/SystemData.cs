using System;

namespace LiteBox.Packager.Collecting;

/// <summary>Data files of the C library that many programs do without, and that no DT_NEEDED names.</summary>
[Flags]
public enum SystemData
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Users, groups, hosts and services by name: /etc/nsswitch.conf and what it leads to.</summary>
    NameService = 1,

    /// <summary>The character-set converters of <c>iconv</c>.</summary>
    Charsets = 2,

    /// <summary>Locales other than C and POSIX.</summary>
    Locales = 4,

    /// <summary>Time zones by name.</summary>
    TimeZones = 8,
}
