namespace LiteBox.South;

/// <summary>The CMOS clock (MC146818): seconds since 1970, once, at the start.</summary>
internal static class RealTimeClock
{
    private const ushort Index = 0x70, Data = 0x71;
    private const byte StatusA = 0x0A, StatusB = 0x0B, UpdateInProgress = 0x80, Binary = 4, Hours24 = 2, Afternoon = 0x80;

    /// <summary>The date as seconds since 1970; 0 where there is no such clock.</summary>
    public static long Seconds()
    {
        if (Read(StatusB) == 0xFF)
        {
            return 0;
        }

        // Read until two readings agree: an update may run between the fields.
        long before = -1;
        for (int tries = 0; tries < 1000; tries++)
        {
            if ((Read(StatusA) & UpdateInProgress) != 0)
            {
                continue;
            }

            long now = ReadOnce();
            if (now == before)
            {
                return now;
            }

            before = now;
        }

        return before < 0 ? 0 : before;
    }

    private static long ReadOnce()
    {
        byte status = Read(StatusB);
        byte hour = Read(4);
        bool afternoon = (status & Hours24) == 0 && (hour & Afternoon) != 0;
        int hours = Decode((byte)(hour & ~((status & Hours24) == 0 ? Afternoon : 0)), status);
        if ((status & Hours24) == 0)
        {
            hours = (hours % 12) + (afternoon ? 12 : 0);
        }

        int century = Decode(Read(0x32), status);
        int year = Decode(Read(9), status) + ((century is >= 19 and <= 29 ? century : 20) * 100);
        long days = DaysSince1970(year, Decode(Read(8), status), Decode(Read(7), status));
        return (((((days * 24) + hours) * 60) + Decode(Read(2), status)) * 60) + Decode(Read(0), status);
    }

    private static int Decode(byte value, byte status) =>
        (status & Binary) != 0 ? value : ((value >> 4) * 10) + (value & 15);

    /// <summary>Days from the civil date, with years that begin in March so that the leap day is the last.</summary>
    private static long DaysSince1970(int year, int month, int day)
    {
        year -= month <= 2 ? 1 : 0;
        int era = year / 400;
        int yearOfEra = year - (era * 400);
        int dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        int dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return ((long)era * 146_097) + dayOfEra - 719_468;
    }

    private static byte Read(byte register)
    {
        Stub.Out8(Index, register);
        return Stub.In8(Data);
    }
}
