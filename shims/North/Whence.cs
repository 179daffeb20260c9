namespace LiteBox;

/// <summary>From where lseek(2) counts.</summary>
public enum Whence
{
    /// <summary>SEEK_SET: the start of the file.</summary>
    Start = 0,

    /// <summary>SEEK_CUR: where it stands.</summary>
    Current = 1,

    /// <summary>SEEK_END: the end of the file.</summary>
    End = 2,
}
